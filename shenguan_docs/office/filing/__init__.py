"""归档: 档号, 归档文件目录, 备考表, what is handed over to the archive."""
