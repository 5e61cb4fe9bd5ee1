import { expect, test } from 'vitest';
import {
  afterScroll,
  afterUpwardGesture,
  INITIAL_FOLLOW,
  type FollowState,
} from '@/components/chat/scroll/follow-scroll';

const VIEWPORT = 600;
const at = (top: number, height: number, viewport = VIEWPORT) => ({ top, height, viewport });
const following = (top: number, height: number): FollowState => ({ isFollowing: true, ...at(top, height) });
const reading = (top: number, height: number): FollowState => ({ isFollowing: false, ...at(top, height) });
const isFollowingAfter = (...given: [FollowState, ReturnType<typeof at>, boolean?]) =>
  afterScroll(given[0], given[1], given[2] ?? false).isFollowing;

test('growing text keeps following', () => {
  expect(isFollowingAfter(following(400, 1000), at(440, 1040))).toBe(true);
});

test('the smallest movement up lets go, though the end is still near', () => {
  expect(isFollowingAfter(following(400, 1000), at(394, 1000))).toBe(false);
});

test('a wheel or finger going up lets go before anything has moved', () => {
  expect(afterUpwardGesture(following(400, 1000), at(400, 1000)).isFollowing).toBe(false);
});

test('it does not where there is nothing to scroll', () => {
  expect(afterUpwardGesture(INITIAL_FOLLOW, at(0, 500)).isFollowing).toBe(true);
});

test('text that grows below a reader does not start the following', () => {
  expect(isFollowingAfter(reading(390, 1000), at(390, 1010))).toBe(false);
  expect(isFollowingAfter(reading(100, 1000), at(200, 1000))).toBe(false);
});

test('coming back down to the end starts it again', () => {
  expect(isFollowingAfter(reading(350, 1000), at(385, 1000))).toBe(true);
});

test('content that became shorter moves nobody away from the end, even when it has grown again since', () => {
  expect(isFollowingAfter(following(400, 1000), at(300, 900))).toBe(true);
  expect(isFollowingAfter(following(400, 1000), at(0, 1200))).toBe(true);
});

test('a frame that became higher moves nobody away from the end', () => {
  expect(isFollowingAfter(following(400, 1000), at(200, 1000, 800))).toBe(true);
  expect(isFollowingAfter(following(400, 1000), at(0, 1000, 1000))).toBe(true);
});

test('a scroll bar that is dragged up lets go, whatever grows meanwhile', () => {
  expect(isFollowingAfter(following(400, 1000), at(300, 1040), true)).toBe(false);
});

test('a fraction of a pixel is no gesture', () => {
  expect(isFollowingAfter(following(400.4, 1000), at(400, 1000))).toBe(true);
});
