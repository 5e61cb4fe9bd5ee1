import { unreadableShare } from './clean-text';

export interface DecodedText {
  readonly text: string;
  readonly encoding: string;
  /** No decoding fits well. */
  readonly isUncertain: boolean;
}

const SAMPLE_BYTES = 65_536;
const CANDIDATES = ['gb18030', 'big5', 'shift_jis', 'euc-kr', 'utf-16le', 'utf-16be'] as const;
const UNCERTAIN_BELOW = 0.35;
const MOST_NULS = 0.1;

/** The most frequent characters of modern Chinese, simplified and traditional, and of Korean. */
const COMMON = new Set(
  '的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严首底液官德随病苏失尔死讲配女黄推显谈罪神艺呢席含企望密批营项防举球英氧势告李台落木帮轮破亚师围注远字材排供河态封另施减树溶怎止案言士均武固叶鱼波视仅费紧爱左章早朝害续轻服试食充兵源判护司足某练差致板田降黑犯负击范继兴似余坚曲输修故城夫够送笔船占右财吃富春职觉汉画功巴跟虽杂飞检吸助升阳互初创抗考投坏策古径换未跑留钢曾端责站简述钱副尽帝射草冲承独令限阿宣环双请超微让控州良轴找否纪益依优顶础载倒房突坐粉敌略客袁冷胜绝析块剂测丝协诉念陈仍罗盐友洋错苦夜刑移频逐靠混母短皮终聚汽村云哪既距卫停烈央察烧迅境若印洲刻括激孔搞甚室待核校散侵吧甲游久菜味旧模湖货损预阻毫普稳乙妈植息扩银语挥酒守拿序纸医缺雨吗针刘啊急唱误训愿审附获茶鲜粮斤孩脱硫肥善龙演父渐血欢械掌歌沙刚攻谓盾讨晚粒乱燃矛乎杀药宁鲁贵钟煤读班伯香介迫句丰培握兰担弦蛋沉假穿执答乐谁顺烟缩征脸喜松脚困异免背星福买染井概慢怕磁倍祖皇促静补评翻肉践尼衣宽扬棉希伤操垂秋宜氢套督振架亮末宪庆编牛触映雷销诗座居抓裂胞呼娘景威绿晶厚盟衡鸡孙延危胶屋乡临陆顾掉呀灯岁措束耐剧玉赵跳哥季课凯胡额款绍卷齐伟蒸殖永宗苗川炉岩弱零杨奏沿露杆探滑镇饭浓航怀赶库夺伊灵税途灭赛归召鼓播盘裁险康唯录菌纯借糖盖横符私努堂域枪润幅哈竟熟虫泽脑壤碳欧遍侧寨敢彻虑斜薄庭纳弹饲伸折麦湿暗荷瓦塞床筑恶户访塔奇透梁刀旋迹卡氯遇份毒泥退洗摆灰彩卖耗夏择忙铜献硬予繁圈雪函亦抽篇阵阴丁尺追堆雄迎泛爸楼避谋吨野猪旗累偏典馆索秦脂潮爷豆忽托惊塑遗愈朱替纤粗倾尚痛楚谢奋购磨君池旁碎骨监捕弟暴割贯殊释词亡壁顿宝午尘闻揭炮残冬桥妇警综招吴付浮遭徐您摇谷赞箱隔订男吹园纷唐败宋玻巨耕坦荣闭湾键凡驻锅救恩剥凝碱齿截炼麻纺禁废盛版缓净睛昌婚涉筒嘴插岸朗庄街藏姑贸腐奴啦惯乘伙恢匀纱扎辩耳彪臣亿璃抵脉秀萨俄网舞店喷纵寸汗挂洪贺闪柬爆烯津稻墙软勇像滚厘蒙芳肯坡柱荡腿仪旅尾轧冰贡登黎削钻勒逃障氨郭峰币港伏轨亩毕擦莫刺浪秘援株健售股岛甘泡睡童铸汤阀休汇舍牧绕炸哲磷绩朋淡尖启陷柴呈徒颜泪稍忘泵蓝拖洞授镜辛壮锋贫虚弯摩泰幼廷尊窗纲弄隶疑氏宫姐震瑞怪尤琴循描膜违夹腰缘珠穷森枝竹沟催绳忆邦剩幸浆栏拥牙贮礼滤钠纹罢拍咱喊袖埃勤罚焦潜伍墨欲缝姓刊饱仿奖铝鬼丽跨默挖链扫喝袋炭污幕诸弧励梅奶洁灾舟鉴苯讼抱毁懂寒智埔寄届跃渡挑丹艰贝碰拔爹戴码梦芽熔赤渔哭敬颗奔铅仲虎稀妹乏珍申桌遵允隆螺仓魏锐晓氮兼隐碍赫拨忠肃缸牵抢博巧壳兄杜讯诚碧祥柯页巡矩悲灌龄伦票寻桂铺圣恐恰郑趣抬荒腾贴柔滴猛阔辆妻填撤储签闹扰紫砂递戏吊陶伐喂疗瓶婆抚臂摸忍虾蜡邻胸巩挤偶弃槽劲乳邓吉仁烂砖租乌舰伴瓜浅丙暂燥橡柳迷暖牌秧胆详簧踏瓷谱呆宾糊洛辉愤竞隙怒粘乃绪肩籍敏涂熙皆侦悬掘享纠醒狂锁淀恨牲霸爬赏逆玩陵祝秒浙貌役彼悉鸭趋凤晨畜辈秩卵署梯炎滩棋驱筛峡冒啥寿译浸泉帽迟硅疆贷漏稿冠嫩胁芯牢叛蚀奥鸣岭羊凭串塘绘酵融盆锡庙筹冻辅摄袭筋拒僚旱钾鸟漆沈眉疏添棒穗硝韩逼扭侨凉挺碗栽炒杯患馏劝豪辽勃鸿旦吏拜狗埋辊掩饮搬骂辞勾扣估蒋绒雾丈朵姆拟宇辑陕雕偿蓄崇剪倡厅咬驶薯刷斥番赋奉佛浇漫曼扇钙桃扶仔返俗亏腔鞋棱覆框悄叔撞骗勘旺沸孤吐孟渠屈疾妙惜仰狠胀谐抛霉桑岗嘛衰盗渗脏赖涌甜曹阅肌哩厉烃纬毅昨伪症煮叹钉搭茎笼酷偷弓锥恒杰坑鼻翼纶叙狱逮罐络棚抑膨蔬寺骤穆冶枯册尸凸绅坯牺焰轰欣晋瘦御锭锦丧旬锻垄搜扑邀亭酯迈舒脆酶闲忧酚顽羽涨卸仗陪辟惩杭姚肚捉飘漂昆欺吾郎汪呵饰萧雅邮迁燕撒姻赴宴烦债帐斑铃旨醇董饼雏姿拌傅腹妥揉贤拆歪葡胺丢浩徽昂垫挡览贪慰缴汪慌冯诺姜谊凶劣诬耀昏躺盈骑乔溪丛卢抹闷咨刮驾缆悟摘铒掷颇幻柄惠惨佳仇腊窝涤剑瞧堡泼葱罩霍捞胎苍滨俩捅湘砍霞邵萄疯淮遂熊粪烘宿档戈驳嫂裕徙箭捐肠撑晒辨殿莲摊搅酱屏疫哀蔡堵沫皱畅叠阁莱敲辖钩痕坝巷饿祸丘玄溜曰逻彭尝卿妨艇吞韦怨矮歇' +
    '這個們來時國會說對發經為過動還後學開問題現機電長門間關東車實體應進業樣無點從當頭見與該據條統區變萬幾書記話語讀請許議論認識證計訂設訪評試詳調談諸講謝購費資質賣買賴贊財貨責貿貼貴賬輸較載轉輕鐵錢銀銷鎮鏡錄鍵鐘陽陰陳陸隊階際隨險雙雜離難雲靜響頁項順須預領頻顯類願顧風飛飯飲館驗體魚鳥麗點黨齊齡總線級組結給絕統經綠維網緊線編緣縣縮績織續聯聲職聽腦膽臺興舊舉華著葉蓋藝藥處號術衛裝製複規視覽觀計討訓訊託記許註詞詢該誌誤說課誰調請諾謀證譯護讓豐負貢買貸費賀賓賞賢賠賺贈趕趙跡踐車軍軟輔輛輝輪輯農迴這連進運過達違遠適遲選遺還鄉鄭醫釋針鋼錯鍋鎖長門閉開閒間閣閱關除陣雖難電頂頓預領頭題額類顯飛飾養餘馬駐驚髮魯鮮麥黃採購調整預算幣單價數臺灣壹貳參仟佰' +
    '이다는을의에가고하한은로지도를서사어기자시인나니리대해과일그정수있아부제것만보상전들적면장라주여스동연구성게요공조원소분국관중경무학교생신비세방마우문유실물발안오여행치계산업회명',
);

/** Bytes as text: byte order mark, the declared encoding, strict UTF-8, else the decoding that reads best. */
export function decodeText(bytes: Uint8Array, declared?: string): DecodedText {
  const mark = byteOrderMark(bytes);
  if (mark !== undefined) return certain(bytes, mark);
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  // UTF-16 of Latin text is half NUL and valid UTF-8; a stray NUL is only dirt.
  if (nulShare(sample) < MOST_NULS) {
    if (declared !== undefined && isStrict(sample, declared)) return certain(bytes, declared);
    if (isStrict(sample, 'utf-8')) return certain(bytes, 'utf-8');
  }
  const scores = CANDIDATES.map((encoding) => ({ encoding, score: scoreOf(sample, encoding) }));
  const best = scores.reduce((one, other) => (other.score > one.score ? other : one));
  if (best.score > 0)
    return { text: decode(bytes, best.encoding), encoding: best.encoding, isUncertain: best.score < UNCERTAIN_BELOW };
  return { text: decode(bytes, 'utf-8'), encoding: 'utf-8', isUncertain: true };
}

/** False for bytes that are no text in any encoding. */
export function looksLikeText(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  if (sample.length === 0) return false;
  const { text, isUncertain } = decodeText(sample);
  return !(isUncertain && unreadableShare(text) > 0.3) && unreadableShare(text) < 0.5;
}

function nulShare(bytes: Uint8Array): number {
  let nuls = 0;
  for (const byte of bytes) if (byte === 0) nuls += 1;
  return nuls / Math.max(1, bytes.length);
}

function certain(bytes: Uint8Array, encoding: string): DecodedText {
  return { text: decode(bytes, encoding), encoding: new TextDecoder(encoding).encoding, isUncertain: false };
}

function decode(bytes: Uint8Array, encoding: string): string {
  return new TextDecoder(encoding).decode(bytes);
}

function strict(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    // A sample may end inside of a character.
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
  } catch {
    // Not this encoding, or none of this name.
    return undefined;
  }
}

function isStrict(bytes: Uint8Array, encoding: string): boolean {
  return strict(bytes, encoding) !== undefined;
}

/** How much of a decoding reads like text: the mean over what is not ASCII, from -1 to 1. */
function scoreOf(bytes: Uint8Array, encoding: string): number {
  const text = strict(bytes, encoding);
  if (text === undefined) return -1;
  let sum = 0;
  let weight = 0;
  for (const character of text) {
    const [value, isCounted] = valueOf(character);
    sum += value;
    if (isCounted) weight += 1;
  }
  if (weight > 0) return sum / weight;
  // ASCII alone comes from UTF-16 here.
  return encoding.startsWith('utf-16') && /[\p{L}\p{N}]/u.test(text) ? 0.9 : -1;
}

function valueOf(character: string): readonly [value: number, isCounted: boolean] {
  const code = character.codePointAt(0) ?? 0;
  if (code === 9 || code === 10 || code === 13 || (code >= 32 && code < 127)) return [0, false];
  if (code < 32 || (code >= 0x7f && code < 0xa0)) return [-4, true];
  if (COMMON.has(character)) return [1, true];
  if (code >= 0x3041 && code <= 0x30fe) return [0.9, true];
  if ((code >= 0x3000 && code <= 0x303f) || (code >= 0xff01 && code <= 0xff5e)) return [0.6, true];
  if (code >= 0xff61 && code <= 0xffdc) return [-0.5, true];
  if (code >= 0x4e00 && code <= 0x9fff) return [0.2, true];
  if (code >= 0xac00 && code <= 0xd7a3) return [0.2, true];
  if (code >= 0xe000 && code <= 0xf8ff) return [-2, true];
  return [0, true];
}

function byteOrderMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}
