/* A screen has nobody to press a key: look again every half minute. */
setTimeout(() => location.reload(), 30000);
