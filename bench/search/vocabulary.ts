/** The most frequent words of Chinese office talk, most frequent first: about what half of a text consists of. */
const FUNCTION_WORDS =
  '的 了 是 在 我们 可以 这个 需要 一个 如果 进行 以及 使用 问题 公司 客户 系统 数据 请问 如何 建议 时间 项目 工作 部门 情况 同时 通过 根据 流程 因此 其中 相关 已经 方案 信息 服务 产品 合同 报销 审批 订单 发票 会议 邮件 文件 表格 显存 模型 部署 配置 接口 服务器 数据库 网络 权限 用户 账号 密码 测试 版本 更新 安装 错误 日志 性能 内存 显卡 推理 训练 量化 上下文 参数 接入 知识库 检索 请假 加班 考勤 工资 社保 公积金 招聘 培训 绩效 采购 供应商 库存 物流 退货 售后 投诉 质保 维修 预算 成本 利润 税率 增值税 付款 收款 对账 季度 年度 月度 总结 计划 目标 进度 风险 安全 合规 保密 法务 专利 商标';

/** Building stones of the long tail: common characters that are put together to words of two to four. */
const CHARACTERS =
  '一不人在有这上来到时大地为子中你说生国年着就那和要出也得里后自以会家可下而过天去能对小多然于心学之都好看起发当没成只如事把还用第样道想作种开美总从无情面最但现前些所同日手又行意动方期头经长回位分老因很给名法间知世两次使身者被高已其进此话常与活正感见明力理点文几定本特做外相西果走将月十实向声车全信重三机物气每并别真打太新比才便再书水像眼等体却加电主界门利海受听表德少克代员许先口由安写性马光白或住难望教命花结乐色更拉东神记处让应直字场平报友关放至张认接告入内英候民往何度山觉路带万边风解任金快原变通师立象数四失满远格音轻目条始达深完今提求清化空业思切非找片钱元科言干流约各即指合反必该论交终林医晚制球决传画保读运及则房早院量火布品近产答星精视五连管类未台夜青北队越观形影红百令周识步希术留市半热送造谈容极随收首根讲整式取照办强石古华计装似足双转称客南领节站黑刻统断城故历选包紧争另建维树系示持千准联基志静独复消社算确单治卡念举共句息功官待究室易程号居考突哪费价图具响商礼细专块改据破引存众注笔备习校务土微试料调广显查密议底列富错参除跑亮印设线温初养停际致纸验助够严证支春集木研班普导展获艺波察群段急创区器店否排止组州封板角况育质河续推境标充围案护索依值帮慢局族低资速团园街型异权简态级票寻律份责例追较职属录继托章智冲修临担规散适架投压超杂采既状景席顶派农练按征置彩环换技翻束增缺判层付批项委探营退势奖套供优课降模守财禁预升编典含济端招释介误';

const ENGLISH =
  'the GPU API Qwen3-14B vLLM token model server error config context memory prompt cache Docker Linux Python JSON SQL Excel PDF Word OK CPU KV INT4 AWQ llama.cpp PostgreSQL Redis nginx Kubernetes timeout latency throughput batch stream request response header cookie session login password admin user order invoice contract budget report dashboard deploy upgrade rollback backup restore cluster replica index query transaction deadlock vacuum schema migration docker-compose CUDA driver RTX3090 max_model_len gpu_memory_utilization getUserName findOrderById updateInvoice createReport TypeScript React Next.js Node.js webpack eslint prettier commit merge branch release hotfix ticket incident SLA KPI OKR ERP CRM OA VPN DNS HTTP HTTPS SSH TLS OAuth SSO LDAP kafka spark hadoop airflow grafana prometheus embedding reranker tokenizer quantization speculative decoding attention transformer';

export interface Vocabulary {
  /** Chinese words, the most frequent first. */
  readonly chinese: readonly string[];
  readonly english: readonly string[];
}

/** About 12,000 Chinese words with a long tail, and about 1,100 English ones; the same for the same generator. */
export function makeVocabulary(random: () => number): Vocabulary {
  const characters = Array.from(CHARACTERS);
  const pick = (): string => characters[Math.floor(random() ** 1.6 * characters.length)] ?? '一';
  const chinese = new Set(FUNCTION_WORDS.split(' '));
  while (chinese.size < 12_000) {
    const length = random() < 0.75 ? 2 : random() < 0.7 ? 3 : 4;
    chinese.add(Array.from({ length }, pick).join(''));
  }
  const english = new Set(ENGLISH.split(' '));
  const stems = Array.from(english).filter((word) => /^[a-z]{4,}$/u.test(word));
  const endings = ['s', 'er', 'ing', 'ed', 'Service', 'Handler', 'Config', 'Id', '2', 'List'];
  for (const stem of stems) for (const ending of endings) english.add(stem + ending);
  return { chinese: Array.from(chinese), english: Array.from(english) };
}

/** An index into `size` ranks by Zipf's law (exponent 1): rank r comes up in proportion to 1/r. */
export function zipfRank(random: () => number, size: number): number {
  return Math.min(size - 1, Math.floor(Math.exp(random() * Math.log(size + 1))) - 1);
}
