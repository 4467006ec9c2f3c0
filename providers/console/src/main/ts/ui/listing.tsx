import { Button, Flex, FlexItem, Spinner, Table, Tbody, Td, Th, Thead, Tr } from "@libs/patternfly";
import { useState, type ReactNode } from "react";
import { useSay } from "../i18n";
import { useLoad } from "./load";
import { Problem } from "./show";

export interface Column<T> {
  title: string;
  cell(row: T): ReactNode;
  /** Left out on narrow screens, where a row is a card. */
  minor?: boolean;
}

interface ListingProps<T> {
  label: string;
  columns: Column<T>[];
  rowKey(row: T): string;
  /** Loads the rows behind `after`, the last row of the page before, and one more than it was asked for if there is one. */
  load(after: T | undefined, position: number, max: number): Promise<T[]>;
  /** Says what the rows depend on: with another key the list begins anew. */
  reloadKey: string;
  /** With another number the same page is read again, and stays to be seen meanwhile. */
  refresh?: number;
  empty: ReactNode;
  actions?(row: T): ReactNode;
  selection?: { chosen: Set<string>; choose(chosen: Set<string>): void; allowed?(row: T): boolean };
  pageSize?: number;
}

/** A list that is read page by page, however long it is: a page costs the same wherever it lies. */
export function Listing<T>({ label, columns, rowKey, load, reloadKey, refresh = 0, empty, actions, selection, pageSize = 20 }: ListingProps<T>) {
  const say = useSay();
  const [pages, setPages] = useState<{ key: string; after: (T | undefined)[] }>({ key: reloadKey, after: [undefined] });
  const after = pages.key === reloadKey ? pages.after : [undefined];
  const { data, problem, loading } = useLoad(() => load(after.at(-1), (after.length - 1) * pageSize, pageSize + 1), reloadKey + "\n" + after.length, refresh);
  if (problem !== undefined) return <Problem problem={problem} />;
  if (!data) return <Spinner size="lg" aria-label={say("loading")} />;
  const rows = data.slice(0, pageSize);
  if (rows.length === 0 && after.length === 1) return <>{empty}</>;
  const allowed = rows.filter((row) => selection?.allowed?.(row) ?? true);
  const all = allowed.length > 0 && allowed.every((row) => selection?.chosen.has(rowKey(row)));
  const choose = (keys: string[], on: boolean) => {
    const chosen = new Set(selection?.chosen);
    for (const key of keys) {
      if (on) chosen.add(key);
      else chosen.delete(key);
    }
    selection?.choose(chosen);
  };
  return (
    <div aria-busy={loading}>
      <Table aria-label={label} variant="compact" gridBreakPoint="grid-lg">
        <Thead>
          <Tr>
            {selection && <Th select={{ onSelect: (_, on) => choose(allowed.map(rowKey), on), isSelected: all }} aria-label={say("choose.all")} />}
            {columns.map((column) => (
              <Th key={column.title}>{column.title}</Th>
            ))}
            {actions && <Th screenReaderText={say("actions")} />}
          </Tr>
        </Thead>
        <Tbody>
          {rows.map((row, index) => (
            <Tr key={rowKey(row)} data-testid="row">
              {selection && (
                <Td
                  select={{
                    rowIndex: index,
                    onSelect: (_, on) => choose([rowKey(row)], on),
                    isSelected: selection.chosen.has(rowKey(row)),
                    isDisabled: !(selection.allowed?.(row) ?? true),
                  }}
                />
              )}
              {columns.map((column) => (
                <Td key={column.title} dataLabel={column.title} className={column.minor ? "tg-minor" : undefined}>{column.cell(row)}</Td>
              ))}
              {actions && <Td isActionCell>{actions(row)}</Td>}
            </Tr>
          ))}
        </Tbody>
      </Table>
      {(after.length > 1 || data.length > pageSize) && (
        <Flex className="pf-v5-u-mt-md" justifyContent={{ default: "justifyContentFlexEnd" }}>
          <FlexItem>
            <Button variant="secondary" isDisabled={after.length === 1} onClick={() => setPages({ key: reloadKey, after: after.slice(0, -1) })}>
              {say("page.before")}
            </Button>
          </FlexItem>
          <FlexItem>{say("page.number", { page: after.length })}</FlexItem>
          <FlexItem>
            <Button
              variant="secondary"
              isDisabled={data.length <= pageSize}
              onClick={() => setPages({ key: reloadKey, after: [...after, rows.at(-1)] })}
            >
              {say("page.next")}
            </Button>
          </FlexItem>
        </Flex>
      )}
    </div>
  );
}
