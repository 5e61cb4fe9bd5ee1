/** Where a list stands and whether it follows its end. All lengths in CSS pixels. */
export interface FollowState {
  readonly isFollowing: boolean;
  readonly top: number;
  readonly height: number;
}

export interface ScrollPlace {
  readonly top: number;
  /** Of the content. */
  readonly height: number;
  /** Of what is seen of it. */
  readonly viewport: number;
}

/** Nearer to the end than this is at the end. */
export const AT_END_PX = 24;
/** Browsers round positions; less than this is no movement. */
const STILL_PX = 1;

export const INITIAL_FOLLOW: FollowState = { isFollowing: true, top: 0, height: 0 };

export function distanceToEnd({ top, height, viewport }: ScrollPlace): number {
  return height - viewport - top;
}

/**
 * After a scroll event: any movement upwards lets go, however small and however near to the end; arriving at the end on the way down
 * takes hold again. A position that moved up only because the content became shorter is no gesture.
 */
export function afterScroll(state: FollowState, place: ScrollPlace): FollowState {
  const { top, height } = place;
  const isClamped = height < state.height && distanceToEnd(place) <= STILL_PX;
  const movedUp = top < state.top - STILL_PX && !isClamped;
  const movedDown = top > state.top + STILL_PX;
  const isFollowing = movedUp ? false : state.isFollowing || (movedDown && distanceToEnd(place) <= AT_END_PX);
  return { isFollowing, top, height };
}

/** A gesture upwards lets go at once: waiting for its scroll event would fight it while text streams in. */
export function afterUpwardGesture(state: FollowState, place: ScrollPlace): FollowState {
  const canMove = place.height > place.viewport + STILL_PX;
  return canMove ? { ...state, isFollowing: false } : state;
}
