"""What lies under the assets on a map without internet: layers of one's own, and map tiles kept beforehand."""
