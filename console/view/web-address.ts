/** What people type for an address, as one: `example.com` is meant with `https`. */
export function webAddress(typed: string): string {
  const trimmed = typed.trim();
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
}

/** The website that is meant; undefined where what was typed is none. */
export function siteOf(typed: string): URL | undefined {
  const site = URL.parse(webAddress(typed));
  // Browsers differ in what they make of spaces in a host.
  return site?.protocol.startsWith("http") && !/[%\s]/.test(site.host) ? site : undefined;
}

/** What a bot is called before its site has been read. */
export const nameOfAddress = ({ hostname }: URL): string => hostname.replace(/^www\./, "");

/** Whether that is all that a name says: in the console without its port, by `npm start` with it. */
export function isByAddress(name: string, url: string): boolean {
  const address = new URL(url);
  return [address.host, address.hostname, nameOfAddress(address)].includes(name);
}
