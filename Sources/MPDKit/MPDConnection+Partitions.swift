extension MPDVersion {
  /// The first version whose partitions can be listed, and that tells when there are others.
  static let partitions = MPDVersion(0, 22, 0)
}

extension MPDConnection {
  /// Where every client is at first, which can't be removed.
  static let defaultPartition = "default"

  /// The names of the partitions; of an MPD that can't list them, the one there always is.
  func partitions() throws(MPDError) -> [String] {
    guard version >= .partitions else { return [Self.defaultPartition] }
    return try values("partition", of: "listpartitions")
  }

  /// Runs `body` in a partition.
  ///
  /// The stay is short on purpose: MPD removes no partition that a client is in.
  ///
  /// - Throws: `MPDError.noSuchItem` when there is no such partition.
  func visit<Result>(
    _ partition: String, _ body: (MPDConnection) throws(MPDError) -> Result
  ) throws(MPDError) -> Result {
    guard partition != home else { return try body(self) }
    try Self.check(argument: partition, named: "the partition's name")
    try run("partition", partition)
    self.partition = partition
    let result: Result
    do throws(MPDError) {
      result = try body(self)
    } catch {
      if !isBroken { try leave() }
      throw error
    }
    try leave()
    return result
  }

  private func leave() throws(MPDError) {
    partition = nil
    try run("partition", home)
  }
}
