"""Tags -> what people and programs read: rows (csv, parquet, DataFrame), terminal tables, HTML pages, timelines."""
