import { describe, expect, it } from 'vitest';
import { SentenceChecker } from '@/lib/analysis/check-sentence';
import { reportContent, wordsSection } from '@/lib/analysis/testing/report-content';
import type { Sentence } from '@/lib/analysis/result-contracts';

const SOUTH = 'net@region:south.previous_week_percent';
const NORTH = 'net@region:north.previous_day_percent';
const FLAT = 'net@region:north.previous_week_percent';
const TOTAL = 'net.previous_day_percent';
const TARGET = 'net@region:east.target_percent';

/** `…{id}…` as the parts of a sentence. */
function partsOf(text: string): Sentence['parts'] {
  const parts = text.split(/[{}]/).map((piece, index) => (index % 2 === 1 ? { f: piece } : { t: piece }));
  return parts.filter((part) => !('t' in part) || part.t !== '');
}

const check = (text: string, language: 'zh' | 'en' = 'zh', isOpinion = false): string | null =>
  new SentenceChecker(wordsSection({ opinion: isOpinion }), reportContent(language)).check(partsOf(text));

describe('Chinese', () => {
  it.each([
    `{${SOUTH}}，大幅下滑，值得进一步关注。`,
    `其中{${SOUTH}}，华南一直需要留意。`,
    `{${TOTAL}}，整体有所回落，{${NORTH}}则明显上升。`,
    `{${FLAT}}，保持稳定。`,
    `与上周同日相比，{${SOUTH}}，{${FLAT}}。`,
    `{${TARGET}}，低于目标，统一跟进后再看。`,
    `超市渠道方面，{${NORTH}}，第三方渠道另行说明。`,
    `{net@region:east}，{net@region:south}。`,
  ])('%s stands', (text) => {
    expect(check(text)).toBeNull();
  });

  it.each([
    `{${SOUTH}}，下降了40%。`,
    `{${SOUTH}}，下降４０个点。`,
    `{${SOUTH}}，约为②成。`,
    `{${SOUTH}}，下降四成。`,
    `{${SOUTH}}，下降近半，接近腰斩。`,
    `{${NORTH}}，增长超过一倍。`,
    `{${NORTH}}，几乎翻番。`,
    `{net@region:east}，即五十万元。`,
    `{net@region:east}，折合美金若干。`,
    `{net@region:east}，about half a million yuan。`,
    `{net@region:east}，约合 RMB。`,
    `{net@region:east}，位居第一。`,
    `{net@region:east}，在各区域中领跑。`,
    `{net@region:south}，创历史新低。`,
    `{net@region:south}，排名垫底。`,
    `{${SOUTH}}，有所上升。`,
    `{${NORTH}}，有所下降。`,
    `{${FLAT}}，明显增长。`,
    `{${SOUTH}}，基本持平。`,
    `{${SOUTH}}，小幅回落。`,
    `{net.previous_week_percent}，略有下降。`,
    `{${TARGET}}，超额完成。`,
    `{${TARGET}}，有所回落。`,
    `{${NORTH}}，已经高于目标。`,
    `{net@region:north.target_percent}，未能达标。`,
    `{net@region:east}，保持增长。`,
    `销售下滑，{net@region:east}。`,
    `华东承压，{${SOUTH}}。`,
    `西北地区也类似，{${SOUTH}}。`,
    `沈阳旗舰店拖累，{${SOUTH}}。`,
    `受台风影响，{${SOUTH}}。`,
    `{${SOUTH}}，环比走弱。`,
    `{${SOUTH}}，各区域均走弱。`,
    `整体看，{${SOUTH}}。`,
    '今天一切正常。',
    '{net@region:west}偏弱。',
    `{${SOUTH}}，详见 [报告](x)。`,
    `{${SOUTH}}，下\u200B降。`,
  ])('%s is refused', (text) => {
    expect(check(text)).not.toBeNull();
  });

  it('lets advice say what should be raised, but not what rose', () => {
    expect(check(`建议尽快提升华南的备货，依据是{${SOUTH}}。`, 'zh', true)).toBeNull();
    expect(check(`{${SOUTH}}，因为华南已经回升，建议加强备货。`, 'zh', true)).toContain('升');
    expect(check('建议加强巡店。', 'zh', true)).toContain('没有引用');
  });
});

describe('English', () => {
  it.each([
    `{${SOUTH}}, a sharp fall to watch`,
    `Meanwhile {${NORTH}}, which is a rise`,
    `{${FLAT}}, which is stable`,
    `Compared with last week, {${SOUTH}}`,
    `{${TOTAL}}, so overall sales were lower`,
  ])('%s stands', (text) => {
    expect(check(text, 'en')).toBeNull();
  });

  it.each([
    `{${SOUTH}}, a fall of 40%`,
    `{${SOUTH}}, nearly half`,
    `{${NORTH}}, more than doubled`,
    `{net@region:east}, about five million yuan`,
    `{net@region:east}, the highest`,
    `{net@region:east} leads`,
    `{${SOUTH}}, a rise`,
    `{${NORTH}}, a decline`,
    `{${SOUTH}}, slightly down`,
    `{net@region:east} grew`,
    `Northwest was weak, {${SOUTH}}`,
    `East China was weak, {${SOUTH}}`,
    `{${SOUTH}} because of Typhoon Mawar`,
    `{${SOUTH}}, as in Harbin`,
    `{${SOUTH}}, 华南下降`,
    `{${SOUTH}}, compared with last year`,
    'Everything is fine',
  ])('%s is refused', (text) => {
    expect(check(text, 'en')).not.toBeNull();
  });
});
