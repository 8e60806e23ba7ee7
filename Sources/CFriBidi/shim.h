// What Swift sees of GNU FriBidi: one question.
#ifndef CFRIBIDI_SHIM_H
#define CFRIBIDI_SHIM_H

#include <fribidi/fribidi.h>
#include <stdint.h>
#include <stdlib.h>

// Says in which order the characters of a line are seen, from the left: `places[i]` is the place in `text` of the
// character in cell i. Both have `count` elements. The characters become those that are seen: Arabic letters in the
// form that joins their neighbours, brackets turned. None is merged with another, so each keeps its cell. Nonzero on
// success.
static inline int cfribidi_visual_order(uint32_t *text, int count, int *places) {
  if (count <= 0) return 0;
  FriBidiCharType *types = malloc((size_t)count * sizeof *types);
  FriBidiBracketType *brackets = malloc((size_t)count * sizeof *brackets);
  FriBidiLevel *levels = malloc((size_t)count * sizeof *levels);
  FriBidiArabicProp *joins = malloc((size_t)count * sizeof *joins);
  int succeeded = 0;
  if (types != NULL && brackets != NULL && levels != NULL && joins != NULL) {
    FriBidiParType base = FRIBIDI_PAR_ON;
    fribidi_get_bidi_types(text, count, types);
    fribidi_get_bracket_types(text, count, types, brackets);
    for (int place = 0; place < count; place++) places[place] = place;
    succeeded = fribidi_get_par_embedding_levels_ex(types, brackets, count, &base, levels) != 0
                && fribidi_reorder_line(FRIBIDI_FLAGS_DEFAULT, types, count, 0, base, levels, NULL, places) != 0;
    if (succeeded) {
      fribidi_get_joining_types(text, count, joins);
      fribidi_join_arabic(types, count, levels, joins);
      fribidi_shape(FRIBIDI_FLAG_SHAPE_MIRRORING | FRIBIDI_FLAG_SHAPE_ARAB_PRES, levels, count, joins, text);
    }
  }
  free(types);
  free(brackets);
  free(levels);
  free(joins);
  return succeeded;
}

#endif
