/** Loaded into a process before anything else: its clock is CLOCK_AHEAD_MS ahead. */
const aheadMs = Number(process.env.CLOCK_AHEAD_MS);
const RightDate = Date;

globalThis.Date = new Proxy(RightDate, {
  construct: (_target, args) => (args.length === 0 ? new RightDate(RightDate.now() + aheadMs) : Reflect.construct(RightDate, args)),
  get: (target, name) => (name === 'now' ? () => RightDate.now() + aheadMs : Reflect.get(target, name)),
});
