"""A folder of backups: contents by digest, snapshots that name them; knows files only, no office."""
