import { afterAll, afterEach, beforeAll } from "vitest";
import { type Disk, makeDisk, thawByHand } from "./disk.ts";
import { installKit, type Kit } from "./kit.ts";

/** What the tests of one file freeze: a kit, and two disks. */
export interface GuestHouse {
  readonly kit: Kit;
  readonly ext4: Disk;
  readonly xfs: Disk;
  readonly disks: readonly [Disk, Disk];
  readonly mounts: readonly [string, string];
  /** No holder is left, and nothing is frozen: so after each test, however it went. */
  calm(): Promise<void>;
}

/** Kit and disks are there before the first test, and gone after the last. */
export function guestHouse(): GuestHouse {
  let made: { readonly kit: Kit; readonly ext4: Disk; readonly xfs: Disk } | undefined;
  const stack = new AsyncDisposableStack();
  const present = () => {
    if (made === undefined) throw new Error("kit and disks are not there yet");
    return made;
  };
  const house: GuestHouse = {
    get kit() {
      return present().kit;
    },
    get ext4() {
      return present().ext4;
    },
    get xfs() {
      return present().xfs;
    },
    get disks() {
      return [house.ext4, house.xfs] as const;
    },
    get mounts() {
      return [house.ext4.mount, house.xfs.mount] as const;
    },
    calm: async () => {
      if (made === undefined) return;
      await made.kit.endHolders();
      for (const mount of house.mounts) await thawByHand(mount);
    },
  };
  beforeAll(async () => {
    const kit = stack.use(await installKit());
    const ext4 = stack.use(await makeDisk("ext4"));
    made = { kit, ext4, xfs: stack.use(await makeDisk("xfs")) };
  });
  afterEach(() => house.calm());
  afterAll(() => stack.disposeAsync());
  return house;
}
