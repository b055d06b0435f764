/** The guest kit that this release brings (deploy/guest-kit/freezeframe-hold, VERSION). */
export const SHIPPED_KIT = "1.4.0";
