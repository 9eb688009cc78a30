export function createRateLimit(
  allowed: { limit: number; period: number },
  now: () => number,
): { limit(of: { key: string }): Promise<{ success: boolean }> };
