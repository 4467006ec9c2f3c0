import { useTranslation } from "@libs/i18n";

export interface Series {
  name: string;
  /** A colour variable of PatternFly's. */
  colour: string;
}

interface ChartProps {
  label: string;
  /** The days, the earliest first, as `2026-12-01`. */
  days: string[];
  series: Series[];
  value(day: string, series: Series): number;
}

const HEIGHT = 120;
const STEP = 100;

/** Bars for each day, one colour for each series, on top of each other. The same numbers are in a table for those who do not see it. */
export function Chart({ label, days, series, value }: ChartProps) {
  const { i18n } = useTranslation();
  const total = (day: string) => series.reduce((sum, it) => sum + value(day, it), 0);
  const most = Math.max(1, ...days.map(total));
  const short = (day: string) => new Intl.DateTimeFormat(i18n.language, { day: "numeric", month: "short", timeZone: "UTC" }).format(new Date(day));
  return (
    <figure className="tg-chart">
      <svg viewBox={`0 0 ${days.length * STEP} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {days.map((day, index) => {
          let y = HEIGHT;
          return series.map((it) => {
            const height = (value(day, it) / most) * (HEIGHT - 4);
            y -= height;
            return (
              <rect key={day + it.name} x={index * STEP + 15} y={y} width={STEP - 30} height={height} fill={`var(${it.colour})`}>
                <title>{`${short(day)} · ${it.name}: ${value(day, it)}`}</title>
              </rect>
            );
          });
        })}
      </svg>
      <div className="tg-chart-days" aria-hidden="true">
        {days.map((day, index) => (
          <span key={day}>{index % Math.ceil(days.length / 7) === 0 ? short(day) : ""}</span>
        ))}
      </div>
      <figcaption>
        {series.map((it) => (
          <span key={it.name} className="pf-v5-u-mr-md">
            <span className="tg-swatch" style={{ background: `var(${it.colour})` }} /> {it.name}: {days.reduce((sum, day) => sum + value(day, it), 0)}
          </span>
        ))}
      </figcaption>
      <table className="pf-v5-u-screen-reader">
        <caption>{label}</caption>
        <thead>
          <tr>
            <td />
            {series.map((it) => <th key={it.name} scope="col">{it.name}</th>)}
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day}>
              <th scope="row">{short(day)}</th>
              {series.map((it) => <td key={it.name}>{value(day, it)}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
