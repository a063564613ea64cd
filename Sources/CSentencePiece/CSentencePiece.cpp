#include "CSentencePiece.h"

#include <sentencepiece_processor.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <string_view>
#include <vector>

struct SentencePieceModel {
  sentencepiece::SentencePieceProcessor processor;
};

static void say(const char *reason, char *message, size_t capacity) {
  if (capacity == 0) return;
  size_t length = std::min(std::strlen(reason), capacity - 1);
  std::memcpy(message, reason, length);
  message[length] = 0;
}

// No exception may leave a function: Swift cannot catch one.

SentencePieceModel *sentence_piece_model_make(const char *bytes, size_t count, char *message, size_t capacity) {
  SentencePieceModel *model = nullptr;
  try {
    model = new SentencePieceModel;
    auto status = model->processor.LoadFromSerializedProto(std::string_view(bytes, count));
    if (status.ok()) return model;
    say(status.error_message(), message, capacity);
  } catch (const std::exception &error) {
    say(error.what(), message, capacity);
  } catch (...) {
    say("unknown failure", message, capacity);
  }
  delete model;
  return nullptr;
}

void sentence_piece_model_free(SentencePieceModel *model) { delete model; }

long sentence_piece_model_count(const SentencePieceModel *model, const char *text, size_t count) {
  try {
    std::vector<int> tokens;
    if (!model->processor.Encode(std::string_view(text, count), &tokens).ok()) return -1;
    return static_cast<long>(tokens.size());
  } catch (...) {
    return -1;
  }
}

long sentence_piece_model_encode(
  const SentencePieceModel *model, const char *text, size_t count, unsigned *ids, size_t *ends, size_t capacity) {
  try {
    auto encoded = model->processor.EncodeAsImmutableProto(std::string_view(text, count));
    size_t index = 0;
    for (const auto &piece : encoded.pieces()) {
      if (index < capacity) {
        ids[index] = piece.id();
        ends[index] = piece.end();
      }
      index += 1;
    }
    return static_cast<long>(index);
  } catch (...) {
    return -1;
  }
}
