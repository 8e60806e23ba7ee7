/// The limits of what MPD takes as one command list.
enum CommandList {
  /// MPD resets the connection, without a word, when a list is longer than 2 MiB; a quarter is left over for a
  /// server that counts otherwise.
  static let maximumLength = 1_500_000

  /// The most commands of a list that answer with a line each: an answer that is longer than the user's
  /// `max_output_buffer_size` ends the connection after the commands were carried out.
  static let maximumAnswers = 2000

  /// The bytes of a command line as libmpdclient quotes it, its line break included.
  static func length(of command: String, _ arguments: [String]) -> Int {
    var length = command.utf8.count + 1
    for argument in arguments {
      length += 3
      for byte in argument.utf8 {
        length += byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") ? 2 : 1
      }
    }
    return length
  }

  /// Cuts `elements` into the fewest runs, in order, of at most `limit` bytes and `count` elements each; what is
  /// longer by itself gets a run of its own.
  static func split<Element>(
    _ elements: [Element], limit: Int = maximumLength, count: Int = .max, length: (Element) -> Int
  ) -> [ArraySlice<Element>] {
    var lists: [ArraySlice<Element>] = []
    var start = 0
    var filled = 0
    for (index, element) in elements.enumerated() {
      let more = length(element)
      if index > start, filled + more > limit || index - start >= count {
        lists.append(elements[start..<index])
        start = index
        filled = 0
      }
      filled += more
    }
    if start < elements.count { lists.append(elements[start...]) }
    return lists
  }
}
