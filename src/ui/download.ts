/** Lets the visitor save a text or the contents of a file. */
export function save(name: string, contents: string | Blob): void {
  const url = URL.createObjectURL(new Blob([contents], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name.replace(/[^\w.-]+/g, '_');
  link.click();
  // The browser has taken the blob by the next task at the latest; some need a moment more.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 60_000);
}
