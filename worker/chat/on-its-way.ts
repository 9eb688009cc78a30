/**
 * When what was just asked of a service has left this machine. The runtime looks at the network only when its one
 * thread has nothing else to do: a connection is there at the first look, and the request goes out after the next.
 * Whatever is begun before that keeps the request waiting, fifty times over where fifty questions come in one moment.
 */

/** A timer never fires before the network has been looked at. */
const LOOKS = 3;

/**
 * Resolves when the requests that were made before have left. Costs a few timers of no length (a millisecond each where
 * nobody else is there), in the shadow of what is waited for.
 */
export async function onItsWay(): Promise<void> {
  for (let look = 0; look < LOOKS; look++) await scheduler.wait(0);
}
