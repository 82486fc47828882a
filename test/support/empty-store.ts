// Before each file of tests in the browser: they share an origin, and what one left in the page's store is not the next one's.
await new Promise<void>((resolve, reject) => {
  const deleting = indexedDB.deleteDatabase('ivbench-lab');
  deleting.onsuccess = () => {
    resolve();
  };
  deleting.onerror = () => {
    reject(new Error('The store of an earlier test could not be deleted.'));
  };
});

export {};
