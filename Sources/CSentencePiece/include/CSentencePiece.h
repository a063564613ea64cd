// The C++ library SentencePiece behind four C functions: all that counting and telling tokens takes.
#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct SentencePieceModel SentencePieceModel;

/// Reads a model. NULL where the bytes are none; the reason is then in `message`, ended by a zero.
SentencePieceModel *sentence_piece_model_make(const char *bytes, size_t count, char *message, size_t capacity);

void sentence_piece_model_free(SentencePieceModel *model);

/// The tokens of a text in UTF-8, -1 where there is no memory for them. Any number of threads may ask at once.
long sentence_piece_model_count(const SentencePieceModel *model, const char *text, size_t count);

/// The tokens themselves: of each its id, and where in `text` it ends. As many as `capacity` are written; what is returned
/// is how many there are, -1 where there is no memory for them. Any number of threads may ask at once.
long sentence_piece_model_encode(
  const SentencePieceModel *model, const char *text, size_t count, unsigned *ids, size_t *ends, size_t capacity);

#ifdef __cplusplus
}
#endif
