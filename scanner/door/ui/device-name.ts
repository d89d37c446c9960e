/** A first name for a device, from what its browser says of itself; the person can change it. */
export function guessDeviceName(userAgent: string): string {
  const known: readonly [RegExp, string][] = [
    [/iPhone/u, "iPhone"],
    [/iPad/u, "iPad"],
    [/Android/u, "Android"],
    [/Macintosh/u, "Mac"],
    [/Windows/u, "Windows"],
    [/Linux/u, "Linux"],
  ];
  return known.find(([pattern]) => pattern.test(userAgent))?.[1] ?? "Browser";
}
