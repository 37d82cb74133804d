"""Writes the tables of this folder by pyarrow 25, another writer than those of our tests: python3 write.py"""

import datetime as dt
import decimal

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.ipc as ipc
import pyarrow.parquet as pq

DAY = dt.date(2024, 2, 29)
AT = dt.datetime(2024, 2, 29, 13, 5, 6, 120000)

table = pa.table(
    {
        "number": pa.array([1.5, None, -2.25e-7, float("nan"), 1e300]),
        "small": pa.array([0.5, 1, None, -3, 65504], pa.float32()),
        "whole": pa.array([1, -2, 3, None, 5], pa.int32()),
        "id": pa.array([9007199254740993, 1, 2, 3, None]),
        "wide": pa.array([18446744073709551615, 0, None, 1, 2], pa.uint64()),
        "word": pa.array(["red", "a, b", None, 'say "no"', " é\n漢 "]),
        "level": pa.array(["low", "high", "low", None, "low"]).dictionary_encode(),
        "is": pa.array([True, False, None, True, False]),
        "day": pa.array([DAY, dt.date(1969, 12, 31), None, dt.date(1, 1, 1), DAY]),
        "at": pa.array([AT, None, AT, dt.datetime(1969, 12, 31, 23, 59, 59, 999999), AT], pa.timestamp("us")),
        "zoned": pa.array([AT, AT, None, AT, AT], pa.timestamp("ns", "UTC")),
        "clock": pa.array([dt.time(13, 5, 6, 500), None, dt.time(0), dt.time(23, 59), dt.time(1)], pa.time64("us")),
        "price": pa.array([decimal.Decimal(text) for text in ["0.05", "-12.50", "99999999999999999.99", "3.00"]] + [None], pa.decimal128(19, 2)),
        "none": pa.nulls(5),
    }
)
nested = pa.table({"a": [1, 2, 3], "list": [None, None, [1, 2]], "object": [{"b": 1}, None, None]})
long = pa.table({"n": [i % 7 / 4 for i in range(20000)], "word": [f"w{i % 300}" for i in range(20000)]})

for codec in ["none", "snappy", "gzip", "zstd", "lz4", "brotli"]:
    pq.write_table(table, f"types-{codec}.parquet", compression=codec, row_group_size=2)
pq.write_table(table, "types-v2.parquet", version="1.0", data_page_version="2.0", use_dictionary=False)
pq.write_table(table.slice(0, 0), "empty.parquet")
pq.write_table(nested, "nested.parquet")
for codec in ["uncompressed", "lz4", "zstd"]:
    feather.write_feather(table, f"types-{codec}.feather", compression=codec, chunksize=2)
feather.write_feather(long, "long-lz4.feather", compression="lz4")
feather.write_feather(table.slice(0, 0), "empty.feather")
feather.write_feather(nested, "nested.feather")
with ipc.new_stream("types.arrows", table.schema) as writer:
    writer.write_table(table, max_chunksize=3)
