/**
 * What words of a model may not say beside figures, in Chinese and in English. Code writes every number, rank and
 * name; the lists are strict, since a sentence that is refused without need only becomes a plain one.
 */

type Language = 'zh' | 'en';

/** Expressions with a numeral that count nothing. */
const ZH_IDIOMS =
  /进一步|下一步|逐一|统一|一致|一定|一直|一般|一些|一下|一并|一旦|一同|一起|一体|一线|一方面|单一|同一|第三方|万一|十分|百货|千万别|成本|成效|成果|成绩|成熟|成交|形成|促成|成为|完成|达成|构成|造成|变成|不成|成功|组成|多元|单元|元旦|事件|条件|文件|软件|硬件|附件|件事|每个|点评|重点|焦点|要点|热点|优点|缺点|观点|特点|网点|试点|节点|时点|订单|清单|菜单|单品|客单/g;
const EN_IDIOMS = /\bone another\b|\bat first\b|\bin the first place\b|\bno one\b|\bwithout a doubt\b/gi;

export function withoutIdioms(text: string, language: Language): string {
  return text.replaceAll(language === 'zh' ? ZH_IDIOMS : EN_IDIOMS, '·');
}

export interface Banned {
  readonly code: 'digits' | 'number' | 'unit' | 'rank' | 'quantity' | 'symbol' | 'name' | 'cause';
  readonly pattern: RegExp;
}

const SYMBOLS = /[\p{C}<>{}[\]*#_`|$¥€£%‰＆&@\\^~=+“”"„「」『』《》【】]|https?:|www\./u;

export const BANNED: Readonly<Record<Language, readonly Banned[]>> = {
  zh: [
    { code: 'digits', pattern: /\p{N}/u },
    { code: 'symbol', pattern: SYMBOLS },
    { code: 'unit', pattern: /\p{Script=Latin}+/u },
    { code: 'number', pattern: /[〇零一二三四五六七八九十百千万亿两双兆壹贰叁肆伍陆柒捌玖拾佰仟萬億廿卅]/u },
    { code: 'number', pattern: /倍|翻[番倍]|减半|腰斩|过半|半数|大半|近半|对半|一半|[几数]成|分之|百分/u },
    { code: 'unit', pattern: /[元件吨]|公斤|美金|人民币|港币|个点|基点|百分点/u },
    {
      code: 'rank',
      pattern:
        /最[高低大小多少好差强弱快慢]|首位|榜首|居首|居前|居末|末位|领先|领跑|落后|垫底|倒数|新[高低]|历史|纪录|记录|冠军|亚军|季军|前列|名列|第[^三]|排名|排行|之[首最末]|次之|唯一|头名|头部|尾部|龙头/u,
    },
    {
      code: 'quantity',
      pattern: /所有|全部|全线|各[区门店商]|均|都|普遍|多数|大部分|绝大|少数|个别|平均|无一|双双|其[他余它]|另[外一]/u,
    },
  ],
  en: [
    { code: 'digits', pattern: /\p{N}/u },
    { code: 'symbol', pattern: SYMBOLS },
    { code: 'unit', pattern: /\p{Script=Han}+/u },
    {
      code: 'number',
      pattern:
        /\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|trillions?|dozens?|half|halved|halves|doubl\w*|tripl\w*|quadrupl\w*|twice|thrice|\w*fold|quarters?|thirds?|fourths?|fifths?|pairs?|single|several|couple)\b/iu,
    },
    {
      code: 'unit',
      pattern:
        /\b(?:per\s?cent\w*|percentage|points?|bps|dollars?|yuan|rmb|cny|usd|eur|euros?|tons?|kg|kilos?|pieces?|units?|[km]n?|bn)\b/iu,
    },
    {
      code: 'rank',
      pattern:
        /\b(?:first|second|third|fourth|fifth|last(?!\s+(?:week|year))|top|bottom|best|worst|highest|lowest|largest|smallest|biggest|strongest|weakest|fastest|slowest|most|least|lead\w*|lagg?\w*|record|rank\w*|number|ever|historic\w*|winner|champion|only)\b/iu,
    },
    {
      code: 'quantity',
      pattern:
        /\b(?:all|every|everywhere|each|both|none|majority|minority|few|many|average|others?|rest|remaining)\b/iu,
    },
  ],
};

/** Causes were not computed, apart from the drivers of anomalies, which code names itself. */
export const CAUSES: Readonly<Record<Language, RegExp>> = {
  zh: /因为|由于|导致|受[^，。]{0,8}影响|归因|原因|得益于|源于|促销|天气|台风|疫情|节日|竞争/u,
  en: /\b(?:because|due to|caused?|owing to|thanks to|driven by|weather|promotions?|competit\w+|holidays?|reasons?)\b/iu,
};

/** Places that no figure may lend its name to: who is meant is said by the figure. */
export const PLACES: Readonly<Record<Language, RegExp>> = {
  zh: /[东南西北][部方区北南]|[华东西][东南西北中]|沿海|内陆|北京|上海|天津|重庆|河[北南]|山[西东]|辽宁|吉林|黑龙江|江[苏西]|浙江|安徽|福建|湖[北南]|广[东西州]|海南|四川|贵[州阳]|云南|陕西|甘肃|青海|台湾|内蒙|西[藏安]|宁[夏波]|新疆|香港|澳门|深圳|杭州|南[京昌宁]|苏州|成都|武汉|长沙|郑州|合肥|石家庄|太原|济南|青岛|大连|沈阳|长春|哈尔滨|昆明|厦门|福州|佛山|东莞|无锡|中国|国内|海外|珠三角|长三角|京津/u,
  en: /\b(?:north|south|east|west|central|china|chinese|beijing|shanghai|tianjin|chongqing|guangzhou|shenzhen|hong kong|taiwan|midlands?|coast\w*|inland|(?:north|south)(?:east|west)?(?:ern)?|eastern|western)\b/iu,
};
/** A word that makes a name of what stands before it. */
export const NAMED_KIND_ZH =
  /(?<!门|本|该|开|到|闭|新)店(?!铺|长|员|内)|[^各该区]大区|分公司|[省县](?!略|心|力|份)|(?<!城|超|夜|门|上)市(?!场|民)/u;

/** They say no direction. */
export const DIRECTION_IDIOMS = /超市|增值税|差异化|低温|加强|增强/g;

export const DIRECTIONS: Readonly<Record<Language, Readonly<Record<'up' | 'down' | 'flat', RegExp>>>> = {
  zh: {
    up: /升(?!级)|涨|增|提高|走高|走强|扩大|好转|改善|反弹|高于|优于|超|强劲|达标|达到|达成|完成|拉动|向好|亮眼|良好|强势/u,
    down: /降|跌|减|下滑|滑落|低|走弱|回落|萎缩|收窄|恶化|不及|不足|少于|缺口|疲软|疲弱|拖累|弱势|承压|未能|欠佳|不佳|差/u,
    flat: /持平|平稳|稳定|不变|没有变化|未变|相当|稳健|波动不大/u,
  },
  en: {
    up: /\b(?:ris\w*|rose|up|increas\w*|gr[eo]w\w*|growth|climb\w*|gain\w*|higher|improv\w*|surg\w*|jump\w*|soar\w*|above|exceed\w*|outperform\w*|beat\w*|reach\w*|met|strong\w*|recover\w*|better|over)\b/iu,
    down: /\b(?:f[ae]ll\w*|drop\w*|declin\w*|decreas\w*|low\w*|down\w*|slump\w*|below|shr[aiu]nk\w*|los[ts]\w*|los[ei]\w*|plung\w*|under\w*|slip\w*|worse\w*|weak\w*|miss\w*|short\w*|collaps\w*|behind|less|reduc\w*)\b/iu,
    flat: /\b(?:flat|level|stable|stead\w*|unchanged|same(?! day))\b/iu,
  },
};

/** The only directions that a target reached or missed may have: it does not rise or fall. */
export const TARGET_DIRECTIONS: Readonly<Record<Language, RegExp>> = {
  zh: /高于|优于|超|达标|达到|达成|完成|低于|不及|不足|少于|缺口|未能/u,
  en: /\b(?:above|exceed\w*|beat\w*|reach\w*|met|over|below|under\w*|miss\w*|short\w*|behind)\b/iu,
};

export const SIZES: Readonly<Record<Language, Readonly<Record<'large' | 'small', RegExp>>>> = {
  zh: { large: /大幅|急剧|剧烈|骤|暴|猛|飙|锐|显著|明显|巨|强劲/u, small: /小幅|略|微|轻|稍|有限|不大/u },
  en: {
    large:
      /\b(?:sharp\w*|large\w*|steep\w*|dramatic\w*|significant\w*|strong\w*|huge\w*|massive\w*|surg\w*|soar\w*|plung\w*|collaps\w*|well)\b/iu,
    small: /\b(?:slight\w*|small\w*|marginal\w*|modest\w*|minor|little)\b/iu,
  },
};

/** Said of the total alone. */
export const TOTAL: Readonly<Record<Language, RegExp>> = {
  zh: /整体|总体|总的|全国|全公司|合计|总计/u,
  en: /\b(?:overall|total|entire|whole|across|company)\b/iu,
};

/** What a figure beside the word must be about. */
export const COMPARED: Readonly<Record<Language, readonly { readonly word: RegExp; readonly kinds: RegExp }[]>> = {
  zh: [
    { word: /昨|前[一]?[日天]|环比|日比/u, kinds: /^previous_day/ },
    { word: /上周|上星期|周[同环]比|周比/u, kinds: /^previous_week/ },
    { word: /去年|上年|年同比|(?<!周)同比/u, kinds: /^previous_year/ },
    { word: /本月|当月|累计|上月/u, kinds: /^month/ },
    { word: /目标|达标/u, kinds: /target/ },
    { word: /份额|占比|占据/u, kinds: /^share/ },
    { word: /贡献/u, kinds: /^contribution/ },
    { word: /预期|常态|往常|通常|平时/u, kinds: /^(?:expected|deviation)/ },
  ],
  en: [
    { word: /\byesterday|the day before|day[- ]on[- ]day/iu, kinds: /^previous_day/ },
    { word: /\blast week|week[- ]on[- ]week/iu, kinds: /^previous_week/ },
    { word: /\blast year|year[- ]on[- ]year/iu, kinds: /^previous_year/ },
    { word: /\bmonth/iu, kinds: /^month/ },
    { word: /\btarget/iu, kinds: /target/ },
    { word: /\bshare/iu, kinds: /^share/ },
    { word: /\bcontribut/iu, kinds: /^contribution/ },
    { word: /\bexpect|\busual/iu, kinds: /^(?:expected|deviation)/ },
  ],
};

/** In advice, what is to be done is no statement about what happened. */
const ADVICE: Readonly<Record<Language, RegExp>> = {
  zh: /(建议|应当?|需要?|请|宜|尽快|优先|考虑|着力)([^，。；：]{0,14}?)(提升|提高|增加|减少|降低|改善|扩大|完成|达成)/gu,
  en: /\b(should|could|please|consider|recommend|suggest)\b([^,.;:]{0,30}?)\b(raise|raising|increas\w+|reduc\w+|lower\w*|improv\w+|grow\w*|recover\w*|reach\w*)\b/giu,
};

export function withoutAdvice(text: string, language: Language): string {
  return text.replaceAll(ADVICE[language], '$1$2·');
}

/** Where one statement ends and another begins. */
export const CLAUSE_ENDS: Readonly<Record<Language, RegExp>> = {
  zh: /[，。；！？：,;!?]|但|而(?!且)/u,
  en: /[,;:!?]|\.(?:\s|$)|\b(?:but|while|whereas|and)\b/iu,
};
