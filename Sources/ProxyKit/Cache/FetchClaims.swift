/// Who fetches which bytes of a rendition, so that nobody else asks for them meanwhile.
///
/// A claim is of one stretch, from the next byte that its owner waits for to the end of what it has asked for. It lasts
/// while the owner is after these bytes, also while it waits for its next try or for a URL: the others would only fail
/// as it does.
struct FetchClaims<Owner: Hashable> {
  private var claims: [Owner: Range<Int64>] = [:]

  /// Whether nobody fetches anything.
  var isEmpty: Bool { claims.isEmpty }

  /// `owner` is after the bytes of `range`, and no others.
  mutating func set(_ range: Range<Int64>, by owner: Owner) {
    claims[owner] = range
  }

  /// `owner` is after nothing any more.
  ///
  /// - Returns: whether it was.
  mutating func remove(_ owner: Owner) -> Bool {
    claims.removeValue(forKey: owner) != nil
  }

  /// Whether somebody other than `owner` is after the byte at `offset`.
  func isClaimed(_ offset: Int64, except owner: Owner) -> Bool {
    claims.contains { $0.key != owner && $0.value.contains(offset) }
  }

  /// Where the first claim of somebody other than `owner` begins that begins behind `offset`; `nil` without one.
  func nextClaim(behind offset: Int64, except owner: Owner) -> Int64? {
    claims.lazy.filter { $0.key != owner && $0.value.lowerBound > offset }.map(\.value.lowerBound).min()
  }
}
