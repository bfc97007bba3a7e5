/** Starts in parallel; when one fails, those that came up are ended with the stack. */
export async function allOrNone<Parts extends readonly AsyncDisposable[]>(
  stack: AsyncDisposableStack,
  starts: { readonly [Key in keyof Parts]: Promise<Parts[Key]> },
): Promise<Parts> {
  const settled = await Promise.allSettled(starts as readonly Promise<AsyncDisposable>[]);
  for (const each of settled) if (each.status === 'fulfilled') stack.use(each.value);
  return settled.map((each) => {
    if (each.status === 'fulfilled') return each.value;
    throw each.reason;
  }) as unknown as Parts;
}
