extension StringProtocol {
  /// Without white space at either end.
  package var trimmed: String {
    // To look at scalars is quicker than to look for characters.
    if let first = unicodeScalars.first, let last = unicodeScalars.last, first.isVisibleASCII,
      last.isVisibleASCII
    {
      return String(self)
    }
    guard let start = firstIndex(where: { !$0.isWhitespace }),
      let end = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[start...end])
  }
}

extension Unicode.Scalar {
  fileprivate var isVisibleASCII: Bool { ("!"..."~").contains(self) }
}
