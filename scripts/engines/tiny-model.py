"""Makes a one-layer model of the qwen3 architecture with Qwen3's own vocabulary and chat template.

The weights are set by hand: each token has a direction of its own, and the output matrix maps it to the tokens that
may follow it. One attention head looks for three marks in the prompt (the word "weather", a tool result, a user turn).
The model therefore thinks, answers in Chinese and in English, calls the tool `weather`, and answers from its result.
It writes model.gguf (llama.cpp, Ollama) and hf/ (vLLM, SGLang) with the same weights.

usage: tiny-model.py TOKENIZER_FOLDER OUTPUT_FOLDER
"""

import collections
import json
import pathlib
import shutil
import sys

import gguf
import ml_dtypes
import numpy as np
import tokenizers
from safetensors.numpy import save_file

VOCABULARY = 151936
WIDTH, HEADS, KV_HEADS, HEAD_WIDTH, FEED_FORWARD = 512, 2, 1, 64, 512
CONTEXT = 40960
DIRECTIONS = 480
CONSTANT, WEATHER, RESULT, USER, ASKED, ANSWERED = 490, 491, 492, 493, 500, 501
THINK, END_THINK, CALL, END_CALL, RESPONSE, END = 151667, 151668, 151657, 151658, 151666, 151645
SHARPNESS = 24.0

CHINESE = [
    "您好，我是公司的助手，可以帮您查资料、写总结、回答问题。",
    "这份合同的付款方式是按月结算，每月末付清当月费用。",
    "如果有疑问，请先联系法务部门确认条款内容。",
    "系统运行正常，目前没有发现异常情况。",
    "首先整理需求，其次安排人员，最后检查结果。",
]
ENGLISH = [
    "The user asks something and I should answer it directly.",
    " First, let me think about what they need.",
    " It may help to list facts before writing anything long.",
    " A short reply seems best here.",
]
FORECAST = "今天杭州多云转小雨，气温十八至二十四度，降水概率较高，出门记得带伞。"
CALL_PIECES = {
    '{"': ["name", "city"],
    "name": ['":'],
    '":': [' "', ' {"'],
    ' "': ["weather", "arguments"],
    "weather": ['",'],
    '",': [' "'],
    "arguments": ['":'],
    ' {"': ["city"],
    "city": ['":"'],
    '":"': ["杭州", "北京", "上海"],
    "杭州": ['"}}'],
    "北京": ['"}}'],
    "上海": ['"}}'],
}


class Chain:
    """Which token follows which, with a weight."""

    def __init__(self, tokenizer):
        self.tokenizer = tokenizer
        self.next = collections.defaultdict(dict)
        self.marks = set()

    def tokens(self, text):
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def one(self, text):
        ids = self.tokens(text)
        assert len(ids) == 1, (text, ids)
        return ids[0]

    def add(self, before, after, weight):
        self.next[before][after] = self.next[before].get(after, 0) + weight

    def sentence(self, ids, weight=1.0):
        for before, after in zip(ids, ids[1:]):
            self.add(before, after, weight)

    def build(self):
        blank, line = self.one("\n\n"), self.one("\n")
        chinese = [self.tokens(text) for text in CHINESE]
        english = [self.tokens(text) for text in ENGLISH]
        for ids in chinese:
            self.sentence(ids)
            self.add(blank, ids[0], 1)
            self.add(ids[-1], END, 0.12)
            self.add(ids[-1], blank, 0.08)
            for other in chinese:
                self.add(ids[-1], other[0], 0.16)
        for ids in english:
            self.sentence(ids)
            self.add(ids[-1], END_THINK, 0.3)
            for other in english[1:]:
                self.add(ids[-1], other[0], 0.7 / (len(english) - 1))
        self.add(line, THINK, 1)
        self.add(THINK, line, 0.01)
        self.add(THINK, english[0][0], 1)
        self.add(END_THINK, blank, 1)
        forecast = self.tokens(FORECAST)
        self.sentence(forecast, 0.4)
        for piece, followers in CALL_PIECES.items():
            for follower in followers:
                self.add(self.one(piece), self.one(follower), 0.5)
        end = self.one('"}}')
        self.add(CALL, line, 1)
        self.add(end, line, 1)
        self.add(line, self.one('{"'), 0.01)
        self.add(line, END_CALL, 0.01)
        self.add(line, CALL, 1e-7)
        self.add(END_CALL, END, 0.6)
        self.add(END_CALL, line, 0.4)
        self.marks = {self.one("user"), RESPONSE, self.one("天气"), self.one(" weather")}
        return blank, forecast[0]


def weights(chain, blank, forecast):
    """The tensors by their llama.cpp names, in float32."""
    random = np.random.default_rng(7)
    used = sorted(set(chain.next) | {token for after in chain.next.values() for token in after} | chain.marks)
    assert len(used) < DIRECTIONS - 8, len(used)
    basis = np.linalg.qr(random.standard_normal((DIRECTIONS, DIRECTIONS)))[0].astype(np.float32)
    place = {token: index for index, token in enumerate(used)}

    # Tokens of no sentence live in the rest of the space, so that they lead nowhere in particular.
    rest = random.standard_normal((VOCABULARY, DIRECTIONS - len(used))).astype(np.float32)
    rest /= np.linalg.norm(rest, axis=1, keepdims=True)
    embedding = np.zeros((VOCABULARY, WIDTH), np.float32)
    embedding[:, :DIRECTIONS] = rest @ basis[:, len(used) :].T
    for token, index in place.items():
        embedding[token, :DIRECTIONS] = basis[:, index]
    embedding[:, CONSTANT] = 1
    embedding[[chain.one("天气"), chain.one(" weather")], WEATHER] = 1
    embedding[RESPONSE, RESULT] = 1
    embedding[chain.one("user"), USER] = 1

    output = np.zeros((VOCABULARY, WIDTH), np.float32)
    output[:, :DIRECTIONS] = 0.02 * random.standard_normal((VOCABULARY, DIRECTIONS))
    output[used, :DIRECTIONS] = 0
    for before, followers in chain.next.items():
        total = sum(followers.values())
        for after, weight in followers.items():
            output[after, :DIRECTIONS] += (SHARPNESS + np.log(weight / total)) / 16 * basis[:, place[before]]
    # After a blank line: a call when the weather was asked for, the forecast when there is a result.
    output[CALL, :DIRECTIONS] += (SHARPNESS - 14) / 16 * basis[:, place[blank]]
    output[CALL, ASKED] = 15 / 13
    output[forecast, ANSWERED] = 9 / 13

    query = 0.05 * random.standard_normal((HEADS * HEAD_WIDTH, WIDTH)).astype(np.float32)
    key = np.zeros((KV_HEADS * HEAD_WIDTH, WIDTH), np.float32)
    value = np.zeros((KV_HEADS * HEAD_WIDTH, WIDTH), np.float32)
    out = np.zeros((WIDTH, HEADS * HEAD_WIDTH), np.float32)
    norm = np.ones(HEAD_WIDTH, np.float32)
    query[:HEAD_WIDTH] = 0
    # Slow rotations only, so that a mark is found at any distance; the nearest one weighs most.
    for dimension, strength in {8: 30, 12: 400, 16: 1500, 31: 2500}.items():
        query[dimension, CONSTANT] = 1
        key[dimension, [WEATHER, RESULT, USER]] = 10
        norm[dimension] = np.sqrt(strength / 2)
    key[40, CONSTANT] = 0.1
    value[0, WEATHER] = value[1, RESULT] = value[2, USER] = 1 / 12
    out[ASKED, 0] = out[ANSWERED, 1] = 1
    small = lambda *shape: 0.05 * random.standard_normal(shape).astype(np.float32)
    return {
        "token_embd": embedding,
        "output": output,
        "output_norm": np.ones(WIDTH, np.float32),
        "blk.0.attn_norm": np.ones(WIDTH, np.float32),
        "blk.0.attn_q_norm": norm,
        "blk.0.attn_k_norm": norm,
        "blk.0.attn_q": query,
        "blk.0.attn_k": key,
        "blk.0.attn_v": value,
        "blk.0.attn_output": out,
        "blk.0.ffn_norm": np.ones(WIDTH, np.float32),
        "blk.0.ffn_gate": small(FEED_FORWARD, WIDTH),
        "blk.0.ffn_up": small(FEED_FORWARD, WIDTH),
        "blk.0.ffn_down": np.zeros((WIDTH, FEED_FORWARD), np.float32),
    }


HF_NAMES = {
    "token_embd": "model.embed_tokens",
    "output": "lm_head",
    "output_norm": "model.norm",
    "attn_norm": "input_layernorm",
    "attn_q_norm": "self_attn.q_norm",
    "attn_k_norm": "self_attn.k_norm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}


def write_gguf(path, tensors, tokenizer, config):
    names = [f"[PAD{index}]" for index in range(VOCABULARY)]
    types = [gguf.TokenType.UNUSED] * VOCABULARY
    for text, token in tokenizer["model"]["vocab"].items():
        names[token], types[token] = text, gguf.TokenType.NORMAL
    for added in tokenizer["added_tokens"]:
        names[added["id"]] = added["content"]
        types[added["id"]] = gguf.TokenType.CONTROL if added["special"] else gguf.TokenType.USER_DEFINED
    writer = gguf.GGUFWriter(path, "qwen3")
    writer.add_name("Tiny Qwen3 (chain)")
    writer.add_vocab_size(VOCABULARY)
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(1)
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KV_HEADS)
    writer.add_key_length(HEAD_WIDTH)
    writer.add_value_length(HEAD_WIDTH)
    writer.add_rope_freq_base(1e6)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(names)
    writer.add_token_types(types)
    writer.add_token_merges([" ".join(merge) for merge in tokenizer["model"]["merges"]])
    writer.add_eos_token_id(END)
    writer.add_pad_token_id(151643)
    writer.add_bos_token_id(151643)
    writer.add_add_bos_token(False)
    writer.add_chat_template(config["chat_template"])
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    eight = gguf.GGMLQuantizationType.Q8_0
    for name, tensor in tensors.items():
        if tensor.ndim == 1:
            writer.add_tensor(f"{name}.weight", tensor)
        elif name == "token_embd" or "attn" in name:
            writer.add_tensor(f"{name}.weight", tensor.astype(np.float16))
        else:
            writer.add_tensor(f"{name}.weight", gguf.quants.quantize(tensor, eight), raw_dtype=eight)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def write_hf(folder, tensors, tokenizer_folder):
    folder.mkdir(parents=True, exist_ok=True)
    renamed = {}
    for name, tensor in tensors.items():
        block, _, tail = name.rpartition(".")
        hf = f"model.layers.0.{HF_NAMES[tail]}" if block else HF_NAMES[name]
        renamed[f"{hf}.weight"] = tensor.astype(ml_dtypes.bfloat16)
    save_file(renamed, folder / "model.safetensors", metadata={"format": "pt"})
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(tokenizer_folder / name, folder / name)
    config = {
        "architectures": ["Qwen3ForCausalLM"],
        "model_type": "qwen3",
        "torch_dtype": "bfloat16",
        "vocab_size": VOCABULARY,
        "hidden_size": WIDTH,
        "intermediate_size": FEED_FORWARD,
        "num_hidden_layers": 1,
        "num_attention_heads": HEADS,
        "num_key_value_heads": KV_HEADS,
        "head_dim": HEAD_WIDTH,
        "max_position_embeddings": CONTEXT,
        "rope_theta": 1000000,
        "rms_norm_eps": 1e-6,
        "hidden_act": "silu",
        "attention_bias": False,
        "tie_word_embeddings": False,
        "bos_token_id": 151643,
        "eos_token_id": END,
        "use_cache": True,
    }
    (folder / "config.json").write_text(json.dumps(config, indent=2))
    generation = {"bos_token_id": 151643, "eos_token_id": [END, 151643], "pad_token_id": 151643}
    (folder / "generation_config.json").write_text(json.dumps(generation, indent=2))


def main():
    tokenizer_folder, output = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    output.mkdir(parents=True, exist_ok=True)
    chain = Chain(tokenizers.Tokenizer.from_file(str(tokenizer_folder / "tokenizer.json")))
    tensors = weights(chain, *chain.build())
    tokenizer = json.loads((tokenizer_folder / "tokenizer.json").read_text())
    config = json.loads((tokenizer_folder / "tokenizer_config.json").read_text())
    write_gguf(output / "model.gguf", tensors, tokenizer, config)
    write_hf(output / "hf", tensors, tokenizer_folder)


if __name__ == "__main__":
    main()
