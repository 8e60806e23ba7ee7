import NIOCore
import NIOPosix
import Synchronization
import TrackKit

extension AudioFiles {
  /// Does `work`, which may fail, on the keeper's thread.
  private func keep<Value: Sendable>(
    _ work: @escaping @Sendable (AudioDisk) throws(DiskFault) -> Value,
    then body: @escaping (Result<Value, DiskFault>) -> Void
  ) {
    disk.keeper.runIfActive(eventLoop: eventLoop) { [disk] () -> Result<Value, DiskFault> in
      do throws(DiskFault) { return .success(try work(disk)) } catch { return .failure(error) }
    }.assumeIsolated().whenSuccess(body)
    // A thread that has ended does nothing more, and nobody waits for it.
  }

  // MARK: - The folder

  /// Opens the folder, and then finds out what there is.
  func open() {
    keep { disk throws(DiskFault) in
      try disk.open()
    } then: { [self] result in
      isOpening = false
      switch result {
      case .success((let aside, _)): noteOpened(settingAside: aside)
      case .failure(let fault): fail(fault.sentence)
      }
      lookAfterLater()
      let waiting = self.waiting
      self.waiting = []
      for body in waiting { body() }
    }
  }

  private func noteOpened(settingAside aside: String?) {
    if let aside {
      publish(
        .notice(
          .info,
          "the folder of the cache of audio has another version's files; they were moved to \(aside) in it"))
    }
    if let obstacle = disk.directory?.obstacle { fail("it can't be written: \(obstacle.sentence)") }
    takeStock()
  }

  /// It is another folder than before: what was known of files is of no use. Who has one open may read on.
  private func noteReplaced(settingAside aside: String?) {
    for file in files.values.joined() { forget(file) }
    isStocked = false
    noteOpened(settingAside: aside)
  }

  /// Opens the folder anew, if it is not where it was.
  func reopenIfMoved() {
    keep { disk throws(DiskFault) in
      try disk.open()
    } then: { [self] result in
      switch result {
      case .success((let aside, let isNew)): if isNew { noteReplaced(settingAside: aside) }
      case .failure(let fault): fail(fault.sentence)
      }
    }
  }

  func confirm(_ file: AudioFile, done: @escaping (Bool) -> Void) {
    guard let number = file.disk?.number, !file.isGone else { return later { done(false) } }
    keep { disk throws(DiskFault) in
      disk.directory?.size(of: number) != nil
    } then: { [self] result in
      guard case .success(false) = result else { return done(!file.isGone) }
      takeAway([file])
      done(false)
    }
  }

  private func takeStock() {
    keep { disk throws(DiskFault) in
      try disk.takeStock()
    } then: { [self] result in
      switch result {
      case .success(let stock): take(stock)
      case .failure(let fault): fail(fault.sentence)
      }
    }
  }

  private func take(_ stock: AudioDisk.Stock) {
    index.kept = stock.kept
    let made = disk.made.withLock { $0 }
    for number in index.entries.keys where stock.entries[number] == nil && !made.contains(number) {
      index.remove(number)
    }
    for file in files.values.joined() {
      guard let number = file.disk?.number, stock.entries[number] == nil, !made.contains(number) else {
        continue
      }
      forget(file)
    }
    for (number, entry) in stock.entries where index.entries[number] == nil {
      var entry = entry
      if let moment = heard[number] { entry.heardAt = moment }
      index.put(entry, as: number)
    }
    isStocked = true
    if index.size > limit.high { evict() }
    noteRoom(stock.room)
    writeEarly()
  }

  /// The cache does not work; it is said once.
  func fail(_ reason: String) {
    guard !isStopped else { return }
    let word = health.fail(reason, at: now)
    if !isStocked { writeEarly() }
    guard case .failed(let reason) = word else { return }
    publish(.notice(.warning, "the cache of audio does not work (\(reason)); songs are played without it"))
  }

  private func lookAfterLater() {
    guard !isStopped else { return }
    upkeepTimer = eventLoop.assumeIsolated().scheduleTask(in: upkeepInterval) { [weak self] in
      self?.lookAfter()
    }
  }

  /// Tries again what did not work, and hears what others have changed.
  func lookAfter() {
    struct Look: Sendable {
      var aside: String?
      var isNew: Bool
      var kept: Set<VideoID>
      var room: Int64?
    }
    let isFailing = health.failure != nil
    keep { disk throws(DiskFault) in
      let (aside, isNew) = try disk.open()
      if isFailing { try disk.probe() }
      return Look(aside: aside, isNew: isNew, kept: try disk.keptTracks(), room: disk.room())
    } then: { [self] result in
      switch result {
      case .success(let look):
        index.kept = look.kept
        // What has failed since this look began was not tried in it.
        if isFailing, look.room ?? 0 >= 0, health.recover(at: now) == .recovered {
          publish(.notice(.info, "the cache of audio works again"))
        }
        if look.isNew { noteReplaced(settingAside: look.aside) } else if !isStocked { takeStock() }
        noteRoom(look.room)
        if index.size > limit.high { evict() }
        commit()
      case .failure(let fault): fail(fault.sentence)
      }
      forgetIdle()
      lookAfterLater()
    }
  }

  /// Lets go of what is known of files that nobody has used for long; the list knows it.
  private func forgetIdle() {
    guard files.count > Self.idleFiles else { return }
    for (id, list) in files where list.allSatisfy({ $0.users <= 0 && $0.heardAt < now - 600 }) {
      let numbers = list.compactMap { $0.disk?.number }
      guard !numbers.contains(where: { dirty[$0] != nil }), !isCommitting, writes.isEmpty else { continue }
      files[id] = nil
    }
  }

  private static let idleFiles = 256

  // MARK: - The limit

  /// Changes how many bytes the cache may take on the disk.
  func setLimit(_ bytes: Int64) {
    limit = AudioLimit(bytes: max(bytes, 0))
    if index.size > limit.high { evict() }
  }

  /// Asks the list which tracks are kept.
  func readKept(then body: @escaping () -> Void) {
    keep { disk throws(DiskFault) in
      try disk.keptTracks()
    } then: { [self] result in
      switch result {
      case .success(let kept): index.kept = kept
      case .failure(let fault): fail(fault.sentence)
      }
      body()
    }
  }

  /// Frees room: what was heard longest ago goes first.
  ///
  /// - Parameter room: how many bytes the disk itself lacks.
  func evict(room: Int64 = 0) {
    guard !isEvicting, isStocked, !isStopped else { return }
    isEvicting = true
    readKept { [self] in
      isEvicting = false
      let used = files.values.joined().filter { $0.users > 0 }.compactMap { $0.disk?.number }
      let victims = index.victims(limit: limit.low, room: room, sparing: Set(used))
      let freed = victims.reduce(0) { $0 + (index.entries[$1]?.size ?? 0) }
      if room > freed { fail("there is too little room left on its disk") }
      remove(victims, sparingKept: true)
    }
  }

  /// - Parameter room: how many bytes can be written until the reserve of the file system is touched.
  func noteRoom(_ room: Int64?) {
    guard let room else { return }
    isTight = room < 0
    if isTight { evict(room: -room) }
  }

  /// Takes these files away.
  func takeAway(_ files: [AudioFile]) {
    remove(files.compactMap { $0.disk?.number }, files, sparingKept: false)
  }

  private func remove(_ numbers: [Int64], _ known: [AudioFile] = [], sparingKept: Bool) {
    guard !numbers.isEmpty else { return }
    let wanted = Set(numbers)
    let entries = index.entries.filter { wanted.contains($0.key) }
    let found =
      known + files.values.joined().filter { $0.disk.map { wanted.contains($0.number) } ?? false }
    for file in found { forget(file) }
    for number in numbers { index.remove(number) }
    let bytes = entries.values.reduce(0) { $0 + $1.size }
    leaving += bytes
    keep { disk throws(DiskFault) in
      disk.remove(numbers, sparingKept: sparingKept)
    } then: { [self] result in
      leaving -= bytes
      guard case .success(let removal) = result else { return }
      for number in removal.spared { if let entry = entries[number] { index.put(entry, as: number) } }
      if let fault = removal.fault { fail("it can't be written: \(fault.sentence)") }
      noteRoom(removal.room)
    }
  }

  // MARK: - Commands

  /// What there is, and what was done.
  var totals: AudioTotals {
    var totals = AudioTotals(index)
    totals.reads = counts.reads
    totals.bytesRead = counts.bytesRead
    totals.blocksWritten = counts.blocksWritten
    totals.blocksLost = counts.blocksLost
    return totals
  }

  /// Takes away what there is of `ids`, of all tracks for `nil`. What is being read at the moment may be read on, and is
  /// gone after that.
  func clear(_ ids: Set<VideoID>?, then body: @escaping () -> Void) {
    let numbers = index.entries.filter { ids?.contains($0.value.id) ?? true }.map(\.key)
    let known = files.values.joined().filter { ids?.contains($0.facts.id) ?? true }
    remove(numbers, Array(known), sparingKept: false)
    // Behind the removal, since there is one such thread.
    keep { _ throws(DiskFault) in
    } then: { _ in
      body()
    }
  }

  /// Lists what was written, and ends.
  func stop() -> EventLoopFuture<Void> {
    isStopped = true
    writeEarly()
    upkeepTimer?.cancel()
    commitTimer?.task.cancel()
    ageTimer?.cancel()
    if disk.backlog.hurry() { beginToWrite() }
    let stopped = eventLoop.makePromise(of: Void.self)
    // Behind the last write, then behind a commit under way, then behind the last one: each thread does one after the other.
    let (writer, keeper, loop) = (disk.writer, disk.keeper, eventLoop)
    writer.runIfActive(eventLoop: loop) {}
      .flatMap { keeper.runIfActive(eventLoop: loop) {} }
      .assumeIsolated().whenComplete { [self] _ in
        commit()
        keeper.runIfActive(eventLoop: loop) {}.whenComplete { [disk] _ in
          stopped.completeWithTask { try await disk.stop() }
        }
      }
    return stopped.futureResult
  }
}
