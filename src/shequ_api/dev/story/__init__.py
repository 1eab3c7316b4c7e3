"""The story that the product exists for, told over real HTTP against a running server.

Each chapter is a few steps by named people with their phones; every step says what it did and what
was answered, and fails loudly. All POSTs carry keys derived from the run's name and all client-made
ids are derived from it too, so telling the same run again (after a crash, say) changes nothing.
"""
