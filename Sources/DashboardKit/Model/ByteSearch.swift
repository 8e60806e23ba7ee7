import Glibc

/// Looks for bytes in bytes.
enum ByteSearch {
  /// Where `word` begins in `bytes`, at `start` or later; `nil` when it does not occur.
  static func place(of word: [UInt8], in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    guard start < bytes.count, let base = bytes.baseAddress else { return nil }
    guard let first = word.first else { return start }
    // The C library looks for the first byte in blocks; few places are left to be compared.
    var rest = bytes.count - start - word.count + 1
    var place = start
    while rest > 0, let found = memchr(base + place, Int32(first), rest) {
      let candidate = UnsafeRawPointer(found) - UnsafeRawPointer(base)
      if memcmp(base + candidate, word, word.count) == 0 { return candidate }
      rest -= candidate + 1 - place
      place = candidate + 1
    }
    return nil
  }
}
