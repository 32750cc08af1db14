/** Tries until it holds: for what another process does in its own time. The last failure is thrown after `forMs`. */
export async function eventually(holds: () => void | Promise<void>, forMs = 5000): Promise<void> {
  const end = Date.now() + forMs;
  for (;;) {
    try {
      await holds();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise(resolve => setTimeout(resolve, 25));
    }
  }
}
