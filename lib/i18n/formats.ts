/** The ways Yika writes dates and numbers; used through `useDates` and `useFormatter`, nowhere else. */
export const formats = {
  dateTime: {
    time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    day: { month: 'short', day: 'numeric' },
    date: { year: 'numeric', month: 'short', day: 'numeric' },
    exact: {
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    },
    moment: { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  },
  number: {
    whole: { maximumFractionDigits: 0 },
    compact: { notation: 'compact', maximumFractionDigits: 1 },
  },
} as const;
