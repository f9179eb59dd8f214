"""The app: one file per Streamlit concern, thin pages, and the command line."""
