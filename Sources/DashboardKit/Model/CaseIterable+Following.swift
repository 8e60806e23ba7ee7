extension CaseIterable where Self: Equatable {
  /// The next case, round and round.
  var following: Self {
    let all = Array(Self.allCases)
    let place = all.firstIndex(of: self) ?? 0
    return all[(place + 1) % all.count]
  }
}
