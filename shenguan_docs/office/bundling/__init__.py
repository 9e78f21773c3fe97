"""Case bundles (案卷): what is chosen, how it is assembled, saved cases, the export."""
