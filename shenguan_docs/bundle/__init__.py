"""The case bundle (案卷): documents of one case as one paged PDF, their files, and a manifest."""
