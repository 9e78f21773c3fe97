"""What somebody is writing at the desk: kept from the first key on, until it becomes a draft or an event."""
