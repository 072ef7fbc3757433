/* What a kiosk keeps on the device: borrowed numbers, and the tickets that the server does not know yet.
   No free text and nothing of a person is kept here. */
(() => {
  "use strict";
  const NAME = `indgang-kiosk-${document.body.dataset.site}`;
  const NUMBERS = "numbers";
  const OUTBOX = "outbox";
  let opening = null;

  const open = () => {
    opening ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore(NUMBERS, { keyPath: ["day", "letter", "number"] });
        request.result.createObjectStore(OUTBOX, { keyPath: "key", autoIncrement: true });
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return opening;
  };

  const done = (transaction) =>
    new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });

  const answer = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  /** A transaction that is on the disk when `work` and it are over, in one tab at a time. */
  const write = async (name, work) => {
    const transaction = (await open()).transaction(name, "readwrite", { durability: "strict" });
    const over = done(transaction);
    const result = await work(transaction.objectStore(name));
    await over;
    return result;
  };

  const of = (day, letter) => IDBKeyRange.bound([day, letter], [day, letter, []]);

  /** Put borrowed numbers in, as the server lent them, and throw those of other days away. */
  const fill = (series, today) =>
    write(NUMBERS, async (store) => {
      for (const { day, letter, lane, default: isDefault, numbers } of series)
        for (const { number, label } of numbers) store.put({ day, letter, number, label, lane, isDefault });
      for (const key of await answer(store.getAllKeys())) if (key[0] !== today) store.delete(key);
    });

  /** How many numbers are left today in the letter that has fewest; 0 when there are none at all. */
  const left = async (today) => {
    const store = (await open()).transaction(NUMBERS).objectStore(NUMBERS);
    const counts = new Map();
    for (const [day, letter] of await answer(store.getAllKeys()))
      if (day === today) counts.set(letter, (counts.get(letter) || 0) + 1);
    return counts.size ? Math.min(...counts.values()) : 0;
  };

  /** Take the next borrowed number of the letter, else of the default one; null when there is none. Never twice. */
  const take = (today, letter) =>
    write(NUMBERS, async (store) => {
      const mine = letter ? (await answer(store.getAll(of(today, letter), 1)))[0] : null;
      const one = mine || (await answer(store.getAll())).find(({ day, isDefault }) => day === today && isDefault);
      if (!one) return null;
      store.delete([one.day, one.letter, one.number]);
      return one;
    });

  /** Remember something for the server. */
  const remember = (entry) => write(OUTBOX, (store) => answer(store.add(entry)));

  /** Everything that the server does not know yet, oldest first. */
  const waiting = async () => answer((await open()).transaction(OUTBOX).objectStore(OUTBOX).getAll());

  /** The server knows these now. */
  const forget = (keys) =>
    write(OUTBOX, async (store) => {
      for (const key of keys) store.delete(key);
    });

  window.kioskStore = { fill, left, take, remember, waiting, forget };
})();
