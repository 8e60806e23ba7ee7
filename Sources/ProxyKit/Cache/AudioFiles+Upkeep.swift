import NIOCore
import NIOPosix
import TrackKit

extension AudioFiles {
  // MARK: - The folder

  /// Opens the folder, and then finds out what there is.
  func open() {
    disk.keeper.runIfActive(eventLoop: eventLoop) { [disk] () -> Result<(String?, Bool), DiskFault> in
      do throws(DiskFault) { return .success(try disk.open()) } catch { return .failure(error) }
    }.assumeIsolated().whenComplete { [self] result in
      isOpening = false
      switch result {
      case .success(.success((let aside, _))):
        if let aside {
          publish(
            .notice(.info, "the cache of audio has another version's files; they were set aside as \(aside)"))
        }
        if let obstacle = disk.directory?.obstacle { fail("it can't be written: \(obstacle.sentence)") }
        takeStock()
      case .success(.failure(let fault)): fail(fault.sentence)
      case .failure: break
      }
      scheduleUpkeep()
      let waiting = self.waiting
      self.waiting = []
      for body in waiting { body() }
    }
  }

  private func takeStock() {
    disk.keeper.runIfActive(eventLoop: eventLoop) { [disk] () -> Result<AudioDisk.Stock, DiskFault> in
      do throws(DiskFault) { return .success(try disk.takeStock()) } catch { return .failure(error) }
    }.assumeIsolated().whenComplete { [self] result in
      switch result {
      case .success(.success(let stock)): take(stock)
      case .success(.failure(let fault)): fail(fault.sentence)
      case .failure: break
      }
    }
  }

  private func take(_ stock: AudioDisk.Stock) {
    index.kept = stock.kept
    for (number, entry) in stock.entries where index.entries[number] == nil { index.put(entry, as: number) }
    isStocked = true
    if index.size > limit.high { evict() }
  }

  /// The cache does not work; it is said once.
  func fail(_ reason: String) {
    if case .failed(let reason) = health.fail(reason, at: now) {
      publish(.notice(.warning, "the cache of audio does not work (\(reason)); songs are played without it"))
    }
  }

  private func scheduleUpkeep() {
    guard !isStopped else { return }
    upkeepTimer = eventLoop.assumeIsolated().scheduleTask(in: upkeepInterval) { [weak self] in
      self?.lookAfter()
    }
  }

  /// Tries again what did not work.
  private func lookAfter() {
    let isFailing = health.failure != nil
    disk.keeper.runIfActive(eventLoop: eventLoop) { [disk] () -> Result<Bool, DiskFault> in
      do throws(DiskFault) {
        let isNew = try disk.open().isNew
        if isFailing { try disk.probe() }
        return .success(isNew)
      } catch {
        return .failure(error)
      }
    }.assumeIsolated().whenComplete { [self] result in
      switch result {
      case .success(.success(let isNew)):
        if health.recover(at: now) == .recovered { publish(.notice(.info, "the cache of audio works again")) }
        if isNew || !isStocked { takeStock() }
        commit()
      case .success(.failure(let fault)): fail(fault.sentence)
      case .failure: return
      }
      scheduleUpkeep()
    }
  }

  // MARK: - The limit

  /// Changes how many bytes the cache may take on the disk.
  func setLimit(_ bytes: Int64) {
    limit = AudioLimit(bytes: max(bytes, 0))
    if index.size > limit.high { evict() }
  }

  /// Frees room: what was heard longest ago goes first.
  func evict(room: Int64 = 0) {
    guard !isEvicting, isStocked, !isStopped else { return }
    isEvicting = true
    let list = disk.list
    disk.keeper.runIfActive(eventLoop: eventLoop) { try list?.keptTracks() ?? [] }
      .assumeIsolated().whenComplete { [self] result in
        isEvicting = false
        switch result {
        case .success(let kept):
          index.kept = kept
          let used = files.values.joined().filter { $0.users > 0 }.compactMap { $0.disk?.number }
          let victims = index.victims(limit: limit.low, room: room, sparing: Set(used))
          remove(victims)
        case .failure(let error): if !isStopped { fail("the list can't be read: \(error)") }
        }
      }
  }

  func noteRoom(_ room: Int64?) {
    guard let room else { return }
    isTight = room < 0
    if room < 0 { evict(room: -room) }
  }

  /// Takes these files away.
  func takeAway(_ files: [AudioFile]) { remove(files.compactMap { $0.disk?.number }, files) }

  private func remove(_ numbers: [Int64], _ known: [AudioFile] = []) {
    guard !numbers.isEmpty else { return }
    let wanted = Set(numbers)
    let found = known + files.values.joined().filter { $0.disk.map { wanted.contains($0.number) } ?? false }
    for file in found { forget(file) }
    for number in numbers { index.remove(number) }
    disk.keeper.runIfActive(eventLoop: eventLoop) { [disk] () -> DiskFault? in
      do throws(DiskFault) {
        try disk.remove(numbers)
        return nil
      } catch {
        return error
      }
    }.assumeIsolated().whenSuccess { [self] fault in
      if let fault { fail("it can't be written: \(fault.sentence)") }
    }
  }

  /// Lists what was written, and ends.
  func stop() -> EventLoopFuture<Void> {
    let stopped = eventLoop.makePromise(of: Void.self)
    commit()
    isStopped = true
    upkeepTimer?.cancel()
    commitTimer?.cancel()
    stopped.completeWithTask { [disk] in try await disk.stop() }
    return stopped.futureResult
  }
}
