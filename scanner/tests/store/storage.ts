import { IDBFactory } from "fake-indexeddb";
import "fake-indexeddb/auto";
import { openDatabase } from "../../door/store/schema.ts";
import type { Database } from "../../door/store/schema.ts";

/** An empty storage in place of what earlier tests left. */
export function freshStorage(): Promise<Database> {
  globalThis.indexedDB = new IDBFactory();
  return openDatabase();
}

/** The same storage after the page was closed and opened again. */
export function reload(database: Database): Promise<Database> {
  database.close();
  return openDatabase();
}
