import Commands

/// The program: the command line lives in a library so that tests can import it.
@main enum Main {
  static func main() async {
    await PolluxCommand.start()
  }
}
