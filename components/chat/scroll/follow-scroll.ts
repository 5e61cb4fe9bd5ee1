/** Lengths of a scroller, CSS pixels. */
export interface ScrollPlace {
  readonly top: number;
  /** Of the content. */
  readonly height: number;
  /** Of what is seen of it. */
  readonly viewport: number;
}

/** Where a list stands and whether it follows its end. */
export interface FollowState extends ScrollPlace {
  readonly isFollowing: boolean;
}

/** Nearer to the end than this is at the end. */
export const AT_END_PX = 24;
/** Browsers round positions; less than this is no movement. */
const STILL_PX = 1;

export const INITIAL_FOLLOW: FollowState = { isFollowing: true, top: 0, height: 0, viewport: 0 };

export function distanceToEnd({ top, height, viewport }: ScrollPlace): number {
  return height - viewport - top;
}

/**
 * After a scroll event: any movement upwards lets go, however small and however near to the end; arriving at the end on
 * the way down takes hold again. Browsers move a list themselves, too, and tell it by the same event a frame later:
 * when its content becomes shorter or its frame higher, for instance because the composer lost a line, and perhaps it
 * has grown again by then. So a position that moved together with either of them is a gesture only while a pointer is
 * pressed (`isPressed`): wheels, fingers and keys are heard by themselves.
 */
export function afterScroll(state: FollowState, place: ScrollPlace, isPressed: boolean): FollowState {
  const isSameLayout =
    Math.abs(place.height - state.height) <= STILL_PX && Math.abs(place.viewport - state.viewport) <= STILL_PX;
  const movedUp = place.top < state.top - STILL_PX && (isSameLayout || isPressed);
  const movedDown = place.top > state.top + STILL_PX;
  const isFollowing = movedUp ? false : state.isFollowing || (movedDown && distanceToEnd(place) <= AT_END_PX);
  return { ...place, isFollowing };
}

/** A gesture upwards lets go at once: waiting for its scroll event would fight it while text streams in. */
export function afterUpwardGesture(state: FollowState, place: ScrollPlace): FollowState {
  const canMove = place.height > place.viewport + STILL_PX;
  return canMove ? { ...state, isFollowing: false } : state;
}
