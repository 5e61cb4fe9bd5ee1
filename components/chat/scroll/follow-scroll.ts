/** Lengths of a scroller, CSS pixels. */
export interface ScrollPlace {
  readonly top: number;
  /** Of the content. */
  readonly height: number;
  /** Of what is seen of it. */
  readonly viewport: number;
}

/** The position of a list and whether it follows its end. */
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
 * The state after a scroll event. Any movement upwards ends the following, however small and however near to the end;
 * reaching the end on the way down starts it again. Browsers also move a list themselves and fire the same event a
 * frame later: when its content becomes shorter or its frame higher, for instance because the composer lost a line, and
 * perhaps it has grown again by then. So a position that moved together with content or frame counts as a gesture only
 * while a pointer is pressed (`isPressed`): wheels, fingers and keys have listeners of their own.
 */
export function afterScroll(state: FollowState, place: ScrollPlace, isPressed: boolean): FollowState {
  const isSameLayout =
    Math.abs(place.height - state.height) <= STILL_PX && Math.abs(place.viewport - state.viewport) <= STILL_PX;
  const movedUp = place.top < state.top - STILL_PX && (isSameLayout || isPressed);
  const movedDown = place.top > state.top + STILL_PX;
  const isFollowing = movedUp ? false : state.isFollowing || (movedDown && distanceToEnd(place) <= AT_END_PX);
  return { ...place, isFollowing };
}

/** A gesture upwards ends the following at once: until its scroll event, streaming text would work against it. */
export function afterUpwardGesture(state: FollowState, place: ScrollPlace): FollowState {
  const canMove = place.height > place.viewport + STILL_PX;
  return canMove ? { ...state, isFollowing: false } : state;
}
