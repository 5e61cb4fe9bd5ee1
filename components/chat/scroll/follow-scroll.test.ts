import { expect, test } from 'vitest';
import { afterScroll, afterUpwardGesture, INITIAL_FOLLOW, type FollowState } from '@/components/chat/scroll/follow-scroll';

const VIEWPORT = 600;
const at = (top: number, height: number) => ({ top, height, viewport: VIEWPORT });
const following = (top: number, height: number): FollowState => ({ isFollowing: true, top, height });
const reading = (top: number, height: number): FollowState => ({ isFollowing: false, top, height });

test('growing text keeps following', () => {
  expect(afterScroll(following(400, 1000), at(440, 1040)).isFollowing).toBe(true);
});

test('the smallest movement up lets go, though the end is still near', () => {
  expect(afterScroll(following(400, 1000), at(394, 1000)).isFollowing).toBe(false);
});

test('a wheel or finger going up lets go before anything has moved', () => {
  expect(afterUpwardGesture(following(400, 1000), at(400, 1000)).isFollowing).toBe(false);
});

test('it does not where there is nothing to scroll', () => {
  expect(afterUpwardGesture(INITIAL_FOLLOW, at(0, 500)).isFollowing).toBe(true);
});

test('text growing under a reader does not take hold of them', () => {
  expect(afterScroll(reading(390, 1000), at(390, 1010)).isFollowing).toBe(false);
  expect(afterScroll(reading(100, 1000), at(200, 1000)).isFollowing).toBe(false);
});

test('coming back down to the end takes hold again', () => {
  expect(afterScroll(reading(350, 1000), at(385, 1000)).isFollowing).toBe(true);
});

test('content that became shorter moves nobody away from the end', () => {
  expect(afterScroll(following(400, 1000), at(300, 900)).isFollowing).toBe(true);
});

test('a fraction of a pixel is no gesture', () => {
  expect(afterScroll(following(400.4, 1000), at(400, 1000)).isFollowing).toBe(true);
});
