"""One module per social network, all behind the contract in `networks.contract`."""
