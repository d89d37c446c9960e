/**
 * Readers for JSON that came from outside. Each returns the value in its type, or throws a ShapeError that says where
 * the shape was broken; `readJson` turns that into a Result, so that nothing is thrown further than one parse.
 */
import { err, ok } from "./result.ts";
import type { Result } from "./result.ts";

export class ShapeError extends Error {
  override readonly name = "ShapeError";
}

export type Reader<T> = (value: unknown, path: string) => T;

export interface Fields {
  readonly get: <T>(key: string, reader: Reader<T>) => T;
}

export function readJson<T>(value: unknown, reader: Reader<T>): Result<T, ShapeError> {
  try {
    return ok(reader(value, "$"));
  } catch (error) {
    if (error instanceof ShapeError) return err(error);
    throw error;
  }
}

export const text: Reader<string> = (value, path) => {
  if (typeof value !== "string") throw new ShapeError(`${path} is not a text`);
  return value;
};

/** A whole number that JavaScript holds exactly. */
export const integer: Reader<number> = (value, path) => {
  if (!Number.isSafeInteger(value)) throw new ShapeError(`${path} is not a whole number`);
  return value as number;
};

export const flag: Reader<boolean> = (value, path) => {
  if (typeof value !== "boolean") throw new ShapeError(`${path} is neither true nor false`);
  return value;
};

/** An ISO 8601 time with its offset; milliseconds since 1970. */
export const instant: Reader<number> = (value, path) => {
  const written = text(value, path);
  const time = /(?:Z|[+-]\d\d:\d\d)$/u.test(written) ? Date.parse(written) : Number.NaN;
  if (Number.isNaN(time)) throw new ShapeError(`${path} is not a time`);
  return time;
};

export function nullable<T>(reader: Reader<T>): Reader<T | null> {
  return (value, path) => (value === null || value === undefined ? null : reader(value, path));
}

export function list<T>(reader: Reader<T>): Reader<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw new ShapeError(`${path} is not a list`);
    return value.map((item: unknown, index) => reader(item, `${path}[${index}]`));
  };
}

export function oneOf<const T extends string>(...allowed: readonly T[]): Reader<T> {
  return (value, path) => {
    const found = allowed.find((word) => word === value);
    if (found === undefined) throw new ShapeError(`${path} is none of ${allowed.join(", ")}`);
    return found;
  };
}

export function object<T>(build: (fields: Fields) => T): Reader<T> {
  return (value, path) => {
    if (typeof value !== "object" || value === null) throw new ShapeError(`${path} is not an object`);
    const entries = value as Readonly<Record<string, unknown>>;
    return build({ get: (key, reader) => reader(entries[key], `${path}.${key}`) });
  };
}
