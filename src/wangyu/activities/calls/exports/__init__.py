"""What a university hands over: 推荐汇总表 as Excel and PDF, and its files with the names they need."""
