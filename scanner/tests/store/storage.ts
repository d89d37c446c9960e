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

/** The same storage without room for a single scan, until there is. */
export function fullStorage(database: Database): { readonly database: Database; makeRoom(): void } {
  let full = true;
  const refuse = (): Promise<never> => Promise.reject(new DOMException("full", "QuotaExceededError"));
  const proxy = new Proxy(database, {
    get: (target, name) => {
      if (full && (name === "put" || name === "add")) return refuse;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  return {
    database: proxy,
    makeRoom: () => {
      full = false;
    },
  };
}
