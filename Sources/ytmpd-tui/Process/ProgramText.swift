import Glibc

/// The machine code of the program and its libraries, as it is mapped into memory.
enum ProgramText {
  /// Lets go of the pages of code that starting the program has touched.
  ///
  /// Most of them are not run again, yet they are half of what a waiting proxy holds. They come from files
  /// and are never written to, so whatever is run after all comes back from the system's cache.
  static func release() {
    for line in mappings().split(separator: "\n") {
      guard let code = codeRange(line) else { continue }
      madvise(UnsafeMutableRawPointer(bitPattern: code.lowerBound), code.count, MADV_DONTNEED)
    }
  }

  /// The addresses of a line of proc_pid_maps(5), when it is code out of a file that cannot be written to;
  /// `nil` for all else.
  static func codeRange(_ line: Substring) -> Range<UInt>? {
    let fields = line.split(separator: " ", maxSplits: 5)
    guard fields.count == 6, fields[1] == "r-xp", fields[4] != "0" else { return nil }
    let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
    guard ends.count == 2, ends[0] < ends[1] else { return nil }
    return ends[0]..<ends[1]
  }

  /// What /proc says; nothing where there is none, and the pages just stay.
  private static func mappings() -> String {
    let file = open("/proc/self/maps", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "" }
    defer { close(file) }
    var text: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 16 << 10)
    while true {
      let count = read(file, &block, block.count)
      guard count > 0 else { return String(decoding: text, as: UTF8.self) }
      text += block[..<count]
    }
  }
}
