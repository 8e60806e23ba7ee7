import CDisk
import Glibc

/// How the folder of the cache is opened, locked, and cleared of what another version has left.
extension AudioDirectory {
  /// Opens the folder at `path`; where it is to be this process' own, it is made when it is missing, and private from then
  /// on.
  static func openFolder(_ path: String, _ access: Access) throws(DiskFault) -> Int32 {
    var descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor < 0, errno == ENOENT, access == .own {
      try make(path)
      descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }
    guard descriptor >= 0 else { throw DiskFault() }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_uid == geteuid() else {
      close(descriptor)
      throw DiskFault(.notOurs, "the folder belongs to another user")
    }
    // What is heard is nobody else's business. Where it can't be helped, the files are private still.
    if access == .own, status.st_mode & 0o077 != 0 { fchmod(descriptor, 0o700) }
    return descriptor
  }

  private static func make(_ path: String) throws(DiskFault) {
    if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
      throw DiskFault()
    }
    try make(String(path[..<slash]))
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw DiskFault() }
  }

  /// Locks the folder.
  ///
  /// - Parameter patience: how many times the lock is tried.
  /// - Returns: the descriptor that has the lock; -1 where nobody can write, and so nobody has to be kept out.
  static func openLock(in folder: Int32, patience: Int) throws(DiskFault) -> Int32 {
    let flags = O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    while true {
      var descriptor = openat(folder, AudioFileName.lock, O_RDWR | O_CREAT | flags, 0o600)
      if descriptor < 0, [EACCES, EROFS].contains(errno) {
        descriptor = openat(folder, AudioFileName.lock, O_RDONLY | flags, 0)
        if descriptor < 0, [ENOENT, EACCES].contains(errno) { return -1 }
      }
      guard descriptor >= 0 else { throw DiskFault() }
      // Whoever only looks whether it is locked has it for a moment.
      var tries = 0
      while cdisk_lock(descriptor) != 0 {
        let code = errno
        tries += 1
        if code == EWOULDBLOCK, tries < patience {
          usleep(20_000)
          continue
        }
        close(descriptor)
        throw code == EWOULDBLOCK ? DiskFault(.busy, "another program uses it") : DiskFault(code: code)
      }
      // Whoever takes the file away lets a second program lock another one.
      var (ours, there) = (stat(), stat())
      if fstat(descriptor, &ours) == 0, fstatat(folder, AudioFileName.lock, &there, AT_SYMLINK_NOFOLLOW) == 0,
        FileIdentity(ours) == FileIdentity(there)
      {
        return descriptor
      }
      close(descriptor)
    }
  }

  /// Sets aside what another version has left, and says which form the folder has.
  ///
  /// - Returns: the name of the folder it was put into; `nil` when there was nothing.
  static func checkForm(of folder: Int32, lock: Int32) throws(DiskFault) -> String? {
    let version = version(of: folder)
    if version == AudioFileName.version { return nil }
    var aside: String?
    let foreign = AudioFileName.foreign(try names(in: folder), version: version)
    if !foreign.isEmpty {
      let name = AudioFileName.aside + String(FileStamp.now / 1_000_000_000)
      guard mkdirat(folder, name, 0o700) == 0 || errno == EEXIST else { throw DiskFault() }
      for entry in foreign {
        guard renameat(folder, entry, folder, name + "/" + entry) == 0 else { throw DiskFault() }
      }
      aside = name
    }
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    let descriptor = openat(folder, AudioFileName.format, flags, 0o600)
    guard descriptor >= 0 else { throw DiskFault() }
    defer { close(descriptor) }
    let word = AudioFileName.version
    guard write(descriptor, word, word.utf8.count) == word.utf8.count, fsync(descriptor) == 0 else {
      throw DiskFault()
    }
    return aside
  }

  /// What the file ``AudioFileName/format`` says; `nil` when there is none.
  private static func version(of folder: Int32) -> String? {
    let descriptor = openat(
      folder, AudioFileName.format, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0)
    // What is there but can't be opened is no word of ours.
    guard descriptor >= 0 else { return errno == ENOENT ? nil : "" }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = read(descriptor, &bytes, bytes.count)
    return count < 0 ? "" : String(decoding: bytes.prefix(count), as: UTF8.self)
  }

  /// The names of all that is in the folder.
  static func names(in folder: Int32) throws(DiskFault) -> [String] {
    // One of its own: a stream of entries has a place, which belongs to the descriptor.
    let descriptor = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
    guard descriptor >= 0 else { throw DiskFault() }
    guard let entries = fdopendir(descriptor) else {
      close(descriptor)
      throw DiskFault()
    }
    defer { closedir(entries) }
    var names: [String] = []
    errno = 0
    while let entry = readdir(entries) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { place in
        place.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
      errno = 0
    }
    guard errno == 0 else { throw DiskFault() }
    return names
  }
}
