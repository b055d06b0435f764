/** Bytes of WAL from one PostgreSQL position (`0/16B3748`) to another; negative when the second is the earlier one. */
export const lsnDistance = (from: string, to: string): number => Number(position(to) - position(from));

function position(lsn: string): bigint {
  const [high = "0", low = "0"] = lsn.split("/");
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}
