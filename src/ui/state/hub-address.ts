/**
 * Where models come from: the Hugging Face hub, or a mirror beside the page that `?hub=path` names. Only the page's
 * own origin will do, so that no link can make the page call another host.
 */
export function hubAddress(): string | undefined {
  const given = new URLSearchParams(location.search).get('hub');
  if (given === null) return undefined;
  const url = new URL(given, document.baseURI);
  return url.origin === location.origin ? url.href : undefined;
}
