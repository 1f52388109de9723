// Writes Data/arrow.parquet with Arrow, so that the reader is tried on files of another writer:
//   npm install apache-arrow parquet-wasm && node make_arrow.mjs
// Row i of 30, in row groups of 20: x = i / 4, n = i − 15 (may be null, never is), flag = i is even, ids = [i, i + 1, i + 2],
// w = [i / 2, −i] (a list of fixed size), name = "row i".
import { writeFileSync } from "node:fs";
import { Bool, Field, FixedSizeList, Float32, Float64, Int32, Int64, List, Table, Utf8, tableToIPC, vectorFromArray } from "apache-arrow";
import * as parquet from "parquet-wasm/node";

const rows = Array.from({ length: 30 }, (_, i) => i);
const table = new Table({
  x: vectorFromArray(rows.map((i) => i / 4), new Float64()),
  n: vectorFromArray(rows.map((i) => i - 15), new Int32()),
  flag: vectorFromArray(rows.map((i) => i % 2 === 0), new Bool()),
  ids: vectorFromArray(rows.map((i) => [BigInt(i), BigInt(i + 1), BigInt(i + 2)]), new List(new Field("item", new Int64(), true))),
  w: vectorFromArray(rows.map((i) => [i / 2, -i]), new FixedSizeList(2, new Field("item", new Float32(), true))),
  name: vectorFromArray(rows.map((i) => `row ${i}`), new Utf8()),
});
const properties = new parquet.WriterPropertiesBuilder()
  .setCompression(parquet.Compression.ZSTD)
  .setMaxRowGroupSize(20)
  .build();
writeFileSync("Data/arrow.parquet", parquet.writeParquet(parquet.Table.fromIPCStream(tableToIPC(table, "stream")), properties));
