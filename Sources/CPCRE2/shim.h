#pragma once
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* What one match may cost. PCRE2's own match limit begins anew at each place of the text the match may start at, so
   that a long text multiplies it; here all of them are counted together. */
struct pollux_pattern_cost {
  uint64_t limit;
  uint64_t used;
  /* Charged for each item of the pattern that is tried. */
  uint64_t for_item;
  /* Charged for each byte the match moves by, in eighths. */
  uint64_t for_byte;
  /* Whether groups are compared with the text again, as \1 is. */
  int compares_groups;
  size_t position;
};

/* Called before each item of a pattern compiled with PCRE2_AUTO_CALLOUT; PCRE2_ERROR_CALLOUT ends the match. */
static inline int pollux_count_cost(pcre2_callout_block_8 *block, void *data) {
  struct pollux_pattern_cost *cost = data;
  size_t from = cost->position, to = block->current_position;
  cost->position = to;
  cost->used += cost->for_item + (to > from ? to - from : from - to) * cost->for_byte / 8;
  if (cost->compares_groups) {
    for (uint32_t group = 1; group < block->capture_top; group++) {
      size_t start = block->offset_vector[2 * group], end = block->offset_vector[2 * group + 1];
      if (end != PCRE2_UNSET && end > start) cost->used += (end - start) / 8;
    }
  }
  return cost->used > cost->limit ? PCRE2_ERROR_CALLOUT : 0;
}
